// The page's policy: its own scripts by nonce only, no frames, https insisted on where it is there.
import { expect, test } from 'vitest';
import { baseSecurityHeaders, pageSecurityHeaders } from './security-headers.ts';

const policyOf = (url: string, isDevelopment = false) => {
  const policy = pageSecurityHeaders({ nonce: 'abc', url, isDevelopment })['content-security-policy'] ?? '';
  return new Map(
    policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );
};

test('scripts run by nonce or from our own files, never inline or evaluated', () => {
  const policy = policyOf('http://localhost:3000');
  expect(policy.get('script-src')).toEqual(["'self'", "'nonce-abc'"]);
  expect(policy.get('default-src')).toEqual(["'self'"]);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect(policy.get('base-uri')).toEqual(["'none'"]);
  expect(policy.get('object-src')).toEqual(["'none'"]);
  expect(policy.get('connect-src')).toEqual(["'self'"]);
});

test('only development may open sockets', () => {
  expect(policyOf('http://localhost:3000', true).get('connect-src')).toEqual(["'self'", 'ws:', 'wss:']);
});

test('https is insisted on where Maple is served over it, and only there', () => {
  expect(baseSecurityHeaders('https://maple.example.com')['strict-transport-security']).toMatch(/^max-age=/);
  expect(policyOf('https://maple.example.com').has('upgrade-insecure-requests')).toBe(true);
  expect(baseSecurityHeaders('http://localhost:3000')).not.toHaveProperty('strict-transport-security');
  expect(policyOf('http://localhost:3000').has('upgrade-insecure-requests')).toBe(false);
});

test('every response says that it is what it says, and sends no addresses to other sites', () => {
  expect(baseSecurityHeaders('http://localhost:3000')).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
});

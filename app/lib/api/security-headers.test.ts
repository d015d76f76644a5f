// The page's policy: its own scripts by nonce only, no frames, https insisted on where it is there.
import { expect, test } from 'vitest';
import { fileSecurityHeaders, pageSecurityHeaders } from './security-headers.ts';

const policyOf = (url: string, isDevelopment = false) => {
  const policy = pageSecurityHeaders({ nonce: 'abc', url, isDevelopment })['content-security-policy'] ?? '';
  return new Map(
    policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );
};

test('scripts run by nonce or from our own files, never inline or evaluated', () => {
  const policy = policyOf('http://localhost:3000');
  expect(policy.get('script-src')).toEqual(["'self'", "'nonce-abc'"]);
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('style-src')).toEqual(["'self'", "'nonce-abc'"]);
  expect(policy.get('style-src-attr')).toEqual(["'unsafe-inline'"]);
  expect(policy.get('form-action')).toEqual(["'self'"]);
  expect(policy.get('worker-src')).toEqual(["'self'"]);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect(policy.get('base-uri')).toEqual(["'none'"]);
  expect(policy.get('object-src')).toEqual(["'none'"]);
  expect(policy.get('connect-src')).toEqual(["'self'"]);
});

test('only development may open sockets', () => {
  expect(policyOf('http://localhost:3000', true).get('connect-src')).toEqual(["'self'", 'ws:', 'wss:']);
});

test('https is insisted on where Maple is served over it, and only there', () => {
  expect(fileSecurityHeaders('https://maple.example.com')['strict-transport-security']).toMatch(/^max-age=/);
  expect(policyOf('https://maple.example.com').has('upgrade-insecure-requests')).toBe(true);
  expect(fileSecurityHeaders('http://localhost:3000')).not.toHaveProperty('strict-transport-security');
  expect(policyOf('http://localhost:3000').has('upgrade-insecure-requests')).toBe(false);
});

test('every response says that it is what it says, and sends no addresses to other sites', () => {
  for (const headers of [
    fileSecurityHeaders('http://localhost:3000'),
    pageSecurityHeaders({ nonce: 'abc', url: 'http://localhost:3000' }),
  ])
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
});

test('what is no page may run scripts of our own as a worker, and nothing else', () => {
  const policy = fileSecurityHeaders('http://localhost:3000')['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|data:|blob:|\*/);
});

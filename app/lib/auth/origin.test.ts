// Which requests with cookies come from Maple's own pages, and which came straight from this machine.
import { describe, expect, test } from 'vitest';
import { isDirectLoopback, isSameOrigin } from './origin.ts';

const URL = 'https://maple.example.com';

describe('isSameOrigin', () => {
  test.each([
    ['no word of where it comes from', {}, false],
    ['only the host', { host: 'maple.example.com' }, false],
    ['fetch metadata: own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['fetch metadata: typed address', { 'sec-fetch-site': 'none' }, true],
    ['fetch metadata: other site', { 'sec-fetch-site': 'cross-site' }, false],
    ['fetch metadata: other port or sub-domain', { 'sec-fetch-site': 'same-site' }, false],
    ['metadata beats origin', { 'sec-fetch-site': 'cross-site', origin: URL }, false],
    ['configured address', { origin: URL }, true],
    ['the host it was sent to', { origin: 'http://localhost:9000', host: 'localhost:9000' }, true],
    ['another port of the same host', { origin: 'http://localhost:9001', host: 'localhost:9000' }, false],
    ['another site', { origin: 'https://evil.example', host: 'localhost:9000' }, false],
    ['a name that begins the same', { origin: 'https://maple.example.com.evil.example' }, false],
    ['sandboxed page', { origin: 'null', host: 'localhost:9000' }, false],
  ])('%s', (_name, headers: Record<string, string>, expected) => {
    expect(isSameOrigin(new Headers(headers), URL)).toBe(expected);
  });
});

describe('isDirectLoopback', () => {
  test.each([
    ['localhost with port', { host: 'localhost:3000' }, true],
    ['IPv4', { host: '127.0.0.1' }, true],
    ['IPv6', { host: '[::1]:3000' }, true],
    ['no host', {}, false],
    ['a name that resolves to 127.0.0.1', { host: 'rebind.evil.example:3000' }, false],
    ['credentials before the host', { host: 'localhost@evil.example' }, false],
    ['through a proxy', { host: 'localhost:3000', 'x-forwarded-for': '203.0.113.9' }, false],
    ['through a proxy (RFC 7239)', { host: 'localhost:3000', forwarded: 'for=203.0.113.9' }, false],
  ])('%s', (_name, headers: Record<string, string>, expected) => {
    expect(isDirectLoopback(new Headers(headers))).toBe(expected);
  });
});

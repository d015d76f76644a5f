// Whose address counts: the socket's, unless a trusted proxy says otherwise, and never what a client made up.
import { describe, expect, test } from 'vitest';
import { createClientAddress, parseNetwork } from './client-address.ts';

describe('the client', () => {
  const find = createClientAddress(['10.0.0.0/8', '::1', '2001:db8::/32']);

  test.each([
    ['direct', '203.0.113.1', null, '203.0.113.1'],
    ['direct, with a made-up header', '203.0.113.1', '198.51.100.7', '203.0.113.1'],
    ['behind one proxy', '10.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['behind one proxy, with a made-up beginning', '10.0.0.1', '198.51.100.7, 203.0.113.1', '203.0.113.1'],
    ['behind two proxies', '10.0.0.1', '203.0.113.1, 10.2.3.4', '203.0.113.1'],
    ['a proxy that says nothing', '10.0.0.1', null, '10.0.0.1'],
    ['a proxy that says nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['nonsense before the client', '10.0.0.1', 'unknown, 203.0.113.1', '203.0.113.1'],
    ['nonsense behind a proxy', '10.0.0.1', 'unknown, 10.2.3.4', '10.2.3.4'],
    ['only proxies', '10.0.0.1', '10.2.3.4', '10.2.3.4'],
    ['IPv6', '::1', '2001:db9::5', '2001:db9::5'],
    ['IPv6 network', '2001:db8::9', '203.0.113.1', '203.0.113.1'],
    ['a dual-stack socket', '::ffff:10.0.0.1', '::ffff:203.0.113.1', '203.0.113.1'],
    ['no address', '', '203.0.113.1', ''],
  ])('%s', (_name, socket, forwardedFor, expected) => {
    expect(find(socket, forwardedFor)).toBe(expected);
  });

  test('is the socket when no proxy is trusted', () => {
    expect(createClientAddress([])('127.0.0.1', '203.0.113.1')).toBe('127.0.0.1');
  });
});

test.each([
  ['10.0.0.0/8', { address: '10.0.0.0', prefix: 8, family: 'ipv4' }],
  ['10.0.0.1', { address: '10.0.0.1', prefix: 32, family: 'ipv4' }],
  ['::1', { address: '::1', prefix: 128, family: 'ipv6' }],
  ['10.0.0.0/33', undefined],
  ['10.0.0/8', undefined],
  ['proxy.example', undefined],
  ['', undefined],
])('%s as a network', (text, expected) => {
  expect(parseNetwork(text)).toEqual(expected);
});

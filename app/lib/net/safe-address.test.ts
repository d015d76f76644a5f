// The public internet is reachable, everything inside is not, unless it is listed.
import { expect, test } from 'vitest';
import { createAddressPolicy, exceptLoopback, isAllowEntry } from './safe-address.ts';

const strict = createAddressPolicy([]);

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '192.0.1.1', '2606:4700::1111', '[2a00::1]'])(
  '%s is public',
  (address) => expect(strict.allows(address)).toBe(true),
);

test.each([
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '168.63.129.16', '240.0.0.1', '203.0.113.9'],
  ...['::1', '::', '[::1]', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1'],
  ...['::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
  ...['2001:db8::1', '3fff::1', 'localhost', '', '127.0.0.1.example', '1.1.1'],
])('%s is not', (address) => expect(strict.allows(address)).toBe(false));

test('what is listed is allowed, and nothing beside it', () => {
  const policy = createAddressPolicy(['10.0.0.0/8', '::1', 'ClickHouse.internal', '192.168.1.7']);
  expect(['10.9.9.9', '::1', '[::1]', '192.168.1.7'].map((address) => policy.allows(address))).toEqual([
    ...[true, true, true, true],
  ]);
  expect(
    ['11.0.0.1', '192.168.1.8', '127.0.0.1', '169.254.169.254'].map((address) => policy.allows(address)),
  ).toEqual([...[true, false, false, false]]);
  expect(
    ['clickhouse.internal', 'CLICKHOUSE.INTERNAL.'].map((host) => policy.allows('172.16.0.1', host)),
  ).toEqual([true, true]);
  expect(
    ['internal', 'x.clickhouse.internal', '10.1.1.1', ''].map((host) => policy.allows('172.16.0.1', host)),
  ).toEqual([...[false, false, false, false]]);
});

test.each([
  ['clickhouse', true],
  ['clickhouse.internal', true],
  ['10.0.0.0/8', true],
  ['::1', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0', false],
  ['*', false],
  ['http://x', false],
  ['a b', false],
  ['', false],
  ['x:8123', false],
])('%s as an entry: %s', (entry, valid) => expect(isAllowEntry(entry)).toBe(valid));

test('this machine itself can be left out of what is allowed', () => {
  const policy = exceptLoopback(createAddressPolicy(['127.0.0.0/8', '::1', '0.0.0.0', '10.0.0.0/8', 'here']));
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', '0.0.0.0', '::', '::ffff:127.0.0.1'])
    expect([address, policy.allows(address), policy.allows(address, 'here')]).toEqual([
      address,
      false,
      false,
    ]);
  expect(policy.allows('10.0.0.1')).toBe(true);
  expect(policy.allows('172.16.0.1', 'here')).toBe(true);
});

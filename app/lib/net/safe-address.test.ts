// The public internet is reachable, everything inside is not, unless it is listed.
import { expect, test } from 'vitest';
import { createAddressPolicy, isAllowEntry } from './safe-address.ts';

const strict = createAddressPolicy([]);

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '192.0.1.1', '2606:4700::1111', '[2a00::1]'])(
  '%s is public',
  (address) => expect(strict.allowsAddress(address)).toBe(true),
);

test.each([
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '168.63.129.16', '240.0.0.1', '203.0.113.9'],
  ...['::1', '::', '[::1]', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1'],
  ...['::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
  ...['2001:db8::1', '3fff::1', 'localhost', '', '127.0.0.1.example', '1.1.1'],
])('%s is not', (address) => expect(strict.allowsAddress(address)).toBe(false));

test('what is listed is allowed, and nothing beside it', () => {
  const policy = createAddressPolicy(['10.0.0.0/8', '::1', 'ClickHouse.internal', '192.168.1.7']);
  expect(['10.9.9.9', '::1', '[::1]', '192.168.1.7'].map(policy.allowsAddress)).toEqual([
    ...[true, true, true, true],
  ]);
  expect(['11.0.0.1', '192.168.1.8', '127.0.0.1', '169.254.169.254'].map(policy.allowsAddress)).toEqual([
    ...[true, false, false, false],
  ]);
  expect(['clickhouse.internal', 'CLICKHOUSE.INTERNAL.'].map(policy.allowsHost)).toEqual([true, true]);
  expect(['internal', 'x.clickhouse.internal', '10.1.1.1', ''].map(policy.allowsHost)).toEqual([
    ...[false, false, false, false],
  ]);
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

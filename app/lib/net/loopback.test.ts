// Loopback names and addresses, and names that only look like them.
import { expect, test } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['maple.localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['notlocalhost', false],
  ['', false],
])('%s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

// Addresses in odd case and Unicode.
import { expect, test } from 'vitest';
import { domainOf, normalDomain, normalEmail } from './email.ts';

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['ada+tag@EXAMPLE.com', 'ada+tag@example.com'],
  ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
  ['ada@ｅｘａｍｐｌｅ.com', 'ada@example.com'],
  ["o'neil@example.com", "o'neil@example.com"],
])('%s is %s', (text, expected) => expect(normalEmail(text)).toBe(expected));

test.each([
  ...['', '@', 'ada', 'ada@', '@example.com', 'ada@example', 'a b@example.com', 'ada@example.com:80'],
  // The Kelvin sign, a Cyrillic а, a dotless ı, a line break, a comment, two addresses.
  ...['\u212Aate@example.com', '\u0430da@example.com', 'ad\u0131@example.com', 'ada@example.com\nx@y.z'],
  ...['ada@example.com#', 'ada@example.com/x', 'ada@[127.0.0.1]', 'ada@127.0.0.1,', 'a,b@example.com'],
  ...['Ada <ada@example.com>', `${'a'.repeat(250)}@example.com`],
])('%j is no address', (text) => expect(normalEmail(text)).toBeUndefined());

test('domains', () => {
  expect(domainOf('a@b@example.com')).toBe('example.com');
  expect(normalDomain('Example.com')).toBe('example.com');
  for (const text of ['example', 'a/b.com', 'a.com/', 'u@a.com', 'a.com:1', ''])
    expect([text, normalDomain(text)]).toEqual([text, undefined]);
});

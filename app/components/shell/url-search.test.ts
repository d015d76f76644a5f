// What stands in the URL is read as the person wrote it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUrlSearch, stringifyUrlSearch } from './url-search.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '+', '%', '&', '=', '#', '?', ' ', '\\', '2', '{', '[', 'ü', '🍁'),
  }),
  fc.json(),
);

test('any text comes back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), (values) => {
      const search = stringifyUrlSearch(values);
      expect(Object.entries(parseUrlSearch(search))).toEqual(Object.entries(values));
      expect(stringifyUrlSearch(parseUrlSearch(search))).toBe(search);
    }),
  );
});

test('any address is read without failing, and what is read stays', () => {
  fc.assert(
    fc.property(
      fc.oneof(text, fc.string({ unit: fc.constantFrom('%', 'f', '&', '=', '\ud800') })),
      (search) => {
        const values = parseUrlSearch(search);
        expect(parseUrlSearch(stringifyUrlSearch(values))).toEqual(values);
      },
    ),
  );
});

test.each([
  ['?q=null', 'null'],
  ['?q=[1]', '[1]'],
  ['?q={"a":1}', '{"a":1}'],
  ['?q=%22quoted%22', '"quoted"'],
  ['?q=1e5', '1e5'],
  ['?q=007', '007'],
  ['?q=12345678901234567890', '12345678901234567890'],
  ['?q=false', 'false'],
  ['?q=', ''],
  ['?q=a+b%2Bc', 'a b+c'],
  ['?q=a&q=b', 'b'],
])('%s means %j', (search, q) => {
  expect(parseUrlSearch(search)).toEqual({ q });
});

test('what has no value is left out, everything else is written as text', () => {
  expect(stringifyUrlSearch({ a: undefined, b: null })).toBe('');
  expect(stringifyUrlSearch({ log: undefined, wrap: true, refresh: 0, q: '' })).toBe(
    '?wrap=true&refresh=0&q=',
  );
});

// Reading and writing the filter of a facet in a search text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSearch } from '#app/lib/search/parse.ts';
import { NO_FILTER, readFacet, writeFacet } from './facet-filters.ts';

const LEVEL = ['level', 'severity'];

describe('reads', () => {
  test.each([
    ['', [], []],
    ['timeout', [], []],
    ['level:error', ['error'], []],
    ['timeout level:error', ['error'], []],
    ['severity:error timeout', ['error'], []],
    ['level:(error OR warn) timeout', ['error', 'warn'], []],
    ['NOT level:debug', [], ['debug']],
    ['-level:(debug OR trace) timeout', [], ['debug', 'trace']],
    ['timeout OR level:error', [], []],
    ['level:err*', [], []],
  ])('%j', (text, included, excluded) => {
    expect(readFacet(text, LEVEL)).toEqual({ included, excluded });
  });

  test('nothing of a text with mistakes', () => {
    expect(readFacet('level:(error', LEVEL)).toBeUndefined();
  });
});

describe('writes', () => {
  test.each([
    ['', ['error'], [], 'level:error'],
    ['timeout', ['error'], [], 'timeout level:error'],
    ['timeout  "a b"', ['error', 'warn'], [], 'timeout  "a b" level:(error OR warn)'],
    ['a OR b', ['error'], [], '(a OR b) level:error'],
    ['severity:info a', ['error'], [], 'a level:error'],
    ['level:error', [], [], ''],
    ['a AND level:error AND b', [], [], 'a b'],
    ['a', [], ['debug'], 'a NOT level:debug'],
    ['', [], ['debug', 'trace'], 'NOT level:(debug OR trace)'],
    ['a level:(error', ['warn'], [], 'a level:(error'],
  ])('%j with %j and not %j', (text, included, excluded, expected) => {
    expect(writeFacet(text, LEVEL, { included, excluded })).toBe(expected);
  });

  test('what can be read again, whatever the field and the values', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const values = fc.uniqueArray(word, { maxLength: 4 });
    fc.assert(
      fc.property(word, values, values, (field, included, excluded) => {
        const text = writeFacet('a OR "b c"', [field], { included, excluded });
        expect(parseSearch(text, (name) => name === field).diagnostics).toEqual([]);
        expect(readFacet(text, [field])).toEqual({ included, excluded });
        expect(readFacet(writeFacet(text, [field], NO_FILTER), [field])).toEqual(NO_FILTER);
      }),
    );
  });
});

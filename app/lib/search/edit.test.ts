// Filters by click: what a text becomes, and that the result always means what was clicked.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyPools, searchTrees } from './arbitraries.ts';
import { addFilter, filteredValues, hasFilter, onlyFilter, rangeFilter, removeFilter } from './edit.ts';
import { parseSearch } from './parse.ts';
import { printSearch } from './print.ts';
import { withoutPositions } from './testing.ts';

const level = (value: string, negate = false) => ({ field: 'level', value, negate });

test.each<[text: string, value: string, negate: boolean, expected: string]>([
  ['', 'error', false, 'level:error'],
  ['*', 'error', false, 'level:error'],
  ['  ', 'error', true, '-level:error'],
  ['timeout', 'error', false, 'timeout level:error'],
  ['timeout AND  foo', 'error', true, 'timeout AND  foo -level:error'],
  ['a OR b', 'error', false, '(a OR b) level:error'],
  ['(a OR b)', 'error', false, '(a OR b) level:error'],
  ['a || b c', 'error', true, '(a || b c) -level:error'],
  ['level:error', 'error', false, 'level:error'],
  ['x level:"error" y', 'error', false, 'x level:"error" y'],
  ['(level:error)', 'error', false, '(level:error)'],
  ['NOT level:error x', 'error', false, 'x level:error'],
  ['-level:error', 'error', false, 'level:error'],
  ['level:error x', 'error', true, 'x -level:error'],
  ['-level:error', 'error', true, '-level:error'],
  ['level:error', 'warn', false, 'level:(error OR warn)'],
  ['level:error OR level:warn', 'info', false, 'level:(error OR warn OR info)'],
  ['level:error x', 'warn', false, 'level:(error OR warn) x'],
  ['level:(error OR warn)', 'warn', false, 'level:(error OR warn)'],
  ['level:(error OR warn)', 'warn', true, 'level:error -level:warn'],
  ['level:error', 'warn', true, 'level:error -level:warn'],
  ['level:err*', 'error', false, 'level:err* level:error'],
  ['level:err* OR x', 'error', false, '(level:err* OR x) level:error'],
  ['x', '', false, 'x level:""'],
  ['x', 'two words', true, 'x -level:"two words"'],
  ['x', 'say "hi"\\', false, 'x level:"say \\"hi\\"\\\\"'],
  ['x', 'AND', false, 'x level:AND'],
  ['level:a', 'AND', false, 'level:(a OR "AND")'],
  ['level:a', '-5', false, 'level:(a OR "-5")'],
  ['a AND', 'error', false, 'a level:error'],
])('%s + %s (negate %s) is %s', (text, value, negate, expected) => {
  const after = addFilter(text, level(value, negate));
  expect(after).toBe(expected);
  expect(hasFilter(after, 'level', value)).toBe(negate ? 'exclude' : 'include');
  expect(addFilter(after, level(value, negate))).toBe(after);
});

test('names and values that look like pasted text stay filters', () => {
  expect(addFilter('', { field: 'status', value: '500' })).toBe('status:"500"');
  expect(addFilter('status:500', { field: 'status', value: '500' })).toBe('status:500');
  expect(addFilter('', { field: 'a b', value: 'http://x' })).toBe('a\\ b:"http://x"');
  expect(hasFilter('status:500', 'status', '500')).toBe('include');
});

test.each<[text: string, expected: string]>([
  ['level:error x level:[1 TO 5] NOT level:warn', 'x level:info'],
  ['level:(a OR b)', 'level:info'],
  ['level:a OR x', '(level:a OR x) level:info'],
  ['', 'level:info'],
])('only on %s is %s', (text, expected) => {
  expect(onlyFilter(text, level('info'))).toBe(expected);
});

test.each<[text: string, value: string | undefined, expected: string]>([
  ['level:error', 'error', ''],
  ['a AND level:error AND b', 'error', 'a b'],
  ['a  AND  b level:error', 'error', 'a  AND  b'],
  ['-level:error a', 'error', 'a'],
  ['level:(error OR warn) a', 'error', 'level:warn a'],
  ['NOT level:(error OR warn OR info)', 'warn', '-level:(error OR info)'],
  ['level:error level:>5 -level:x a', undefined, 'a'],
  ['level:error OR a', 'error', 'level:error OR a'],
  ['a', 'error', 'a'],
])('%s without %s is %s', (text, value, expected) => {
  expect(removeFilter(text, 'level', value)).toBe(expected);
});

test.each<
  [text: string, from: number | string | undefined, to: number | string | undefined, expected: string]
>([
  ['', 1, 5, 'duration:[1 TO 5]'],
  ['x', '1s', undefined, 'x duration:>=1s'],
  ['x duration>3', undefined, 5, 'x duration:<=5'],
  ['duration:[1 TO 2] x', undefined, undefined, 'x'],
  ['a OR b', 1, 2, '(a OR b) duration:[1 TO 2]'],
])('range on %s from %s to %s is %s', (text, from, to, expected) => {
  expect(rangeFilter(text, 'duration', from, to)).toBe(expected);
});

describe('for any search', { timeout: 60_000 }, () => {
  const filters = fc.record({
    field: anyPools.fields,
    value: fc.oneof(fc.constantFrom('AND', '*', '', '"'), fc.string({ unit: 'binary', maxLength: 6 })),
    negate: fc.boolean(),
  });

  test('the added filter is there, once, and nothing else changes', () => {
    fc.assert(
      fc.property(searchTrees(anyPools), filters, (tree, filter) => {
        const before = printSearch(tree);
        const after = addFilter(before, filter);
        expect(parseSearch(after).diagnostics, after).toEqual([]);
        expect(hasFilter(after, filter.field, filter.value), after).toBe(
          filter.negate ? 'exclude' : 'include',
        );
        expect(addFilter(after, filter)).toBe(after);
        if (hasFilter(before, filter.field)) return;
        expect(withoutPositions(parseSearch(removeFilter(after, filter.field)).tree), after).toEqual(
          // A `*` among other terms says nothing and goes.
          withoutPositions(parseSearch(removeFilter(before, filter.field)).tree),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test('the values of a field that a text includes and excludes', () => {
  expect(
    filteredValues('timeout level:(error OR warn) -level:debug NOT level:trace level:inf*', 'level'),
  ).toEqual({
    included: ['error', 'warn'],
    excluded: ['debug', 'trace'],
  });
  expect(filteredValues('timeout OR level:error', 'level')).toEqual({ included: [], excluded: [] });
});

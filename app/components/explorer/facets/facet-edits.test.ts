// Clicks on a facet, as edits of the search text.
import { expect, test } from 'vitest';
import { asListed, clearFacet, editFacet, readFacet, withoutIncluded } from './facet-edits.ts';

const LEVEL = ['level', 'severity'];

test.each([
  ['timeout', 'error', 'include', 'timeout level:error'],
  ['severity:error', 'warn', 'include', 'severity:(error OR warn)'],
  ['severity:error timeout', 'error', 'clear', 'timeout'],
  ['level:(error OR warn)', 'warn', 'clear', 'level:error'],
  ['level:error', 'error', 'exclude', '-level:error'],
  ['severity:error timeout', 'warn', 'only', 'timeout severity:warn'],
  ['a OR b', 'error', 'include', '(a OR b) level:error'],
] as const)('%j, %s: %s', (text, value, edit, expected) => {
  expect(editFacet(text, LEVEL, value, edit)).toBe(expected);
});

test('a filter is read under every name of the field', () => {
  expect(readFacet('severity:error -level:debug', LEVEL)).toEqual({
    included: ['error'],
    excluded: ['debug'],
  });
});

test('a facet counts without the values it asks for, but without those it leaves out', () => {
  expect(withoutIncluded('a level:(error OR warn) -severity:debug', LEVEL)).toBe('a -severity:debug');
  expect(clearFacet('a level:error -severity:debug', LEVEL)).toBe('a');
});

test('where case does not matter a value that was typed chooses the listed one, and is taken out as it was typed', () => {
  const read = readFacet('status:(error OR OK) -status:gone', ['status']);
  const { written, ...filter } = asListed(read, ['Unset', 'Error', 'Ok']);
  expect(filter).toEqual({ included: ['Error', 'Ok'], excluded: ['gone'] });
  expect(['Error', 'Ok', 'Unset', 'gone'].map(written)).toEqual(['error', 'OK', 'Unset', 'gone']);
  expect(editFacet('status:error a', ['status'], written('Error'), 'clear')).toBe('a');
});

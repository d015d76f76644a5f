// The order of the statistics, as the URL has it.
import { expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { spanStatistics } from '#app/lib/trace-model/statistics.ts';
import { draw } from '#app/lib/trace-model/testing.ts';
import { COLUMNS, filterStatistics, nextSort, parseSort, printSort, sortStatistics } from './sort.ts';

const rows = spanStatistics(
  buildTree(
    draw(`
      web:op10   |==========|
      db:op9!    |===       |
      web:op2    | ===      |
    `).columns,
  ),
  'operation',
);
const names = (sort: string) => sortStatistics(rows, parseSort(sort)).map(({ name }) => name);

test('the largest self time comes first unless the URL says otherwise', () => {
  expect(names('')).toEqual(['op10', 'op9', 'op2']);
  expect(names('-errors')).toEqual(['op9', 'op10', 'op2']);
  expect(names('self')).toEqual(['op9', 'op2', 'op10']);
  expect(names('operation')).toEqual(['op9', 'op2', 'op10']);
  expect(names('nonsense')).toEqual(names(''));
});

test('what is printed is read again', () => {
  for (const column of COLUMNS)
    for (const isDescending of [true, false])
      expect(parseSort(printSort({ column, isDescending }))).toEqual({ column, isDescending });
  expect(printSort(parseSort(''))).toBe('');
});

test('a click begins with the largest, or with A, and turns round', () => {
  expect(nextSort(parseSort(''), 'count')).toEqual({ column: 'count', isDescending: true });
  expect(nextSort(parseSort(''), 'operation')).toEqual({ column: 'operation', isDescending: false });
  expect(nextSort(parseSort('-count'), 'count')).toEqual({ column: 'count', isDescending: false });
});

test('rows are found by service or name', () => {
  expect(filterStatistics(rows, ' DB ').map(({ name }) => name)).toEqual(['op9']);
  expect(filterStatistics(rows, 'op1').map(({ name }) => name)).toEqual(['op10']);
  expect(filterStatistics(rows, '')).toBe(rows);
});

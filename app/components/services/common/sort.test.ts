// The order of tables, and how it stands in the URL.
import { expect, test } from 'vitest';
import { nextSort, parseSort, printSort, type SortColumn, sortRows } from './sort.ts';

interface Row {
  readonly name: string;
  readonly rate: number | null;
}
const columns: readonly SortColumn<Row>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'rate', value: ({ rate }) => rate, falling: true },
  { key: 'link' },
];
const fallback = { key: 'rate', falling: true };
const rows = [
  { name: 'pod-10', rate: 1 },
  { name: 'pod-9', rate: null },
  { name: 'cart', rate: 3 },
];

test.each([
  ['', fallback],
  ['name', { key: 'name', falling: false }],
  ['-name', { key: 'name', falling: true }],
  ['link', fallback],
  ['-nothing', fallback],
])('%j asks for %o', (text, sort) => {
  expect(parseSort(text, columns, fallback)).toEqual(sort);
});

test('the fallback is not in the URL, everything else comes back', () => {
  expect(printSort(fallback, fallback)).toBe('');
  for (const sort of [
    { key: 'rate', falling: false },
    { key: 'name', falling: true },
  ])
    expect(parseSort(printSort(sort, fallback), columns, fallback)).toEqual(sort);
});

test('a column begins in its own direction and turns with each click', () => {
  const name: SortColumn<Row> = { key: 'name' };
  const first = nextSort(fallback, name);
  expect(first).toEqual({ key: 'name', falling: false });
  expect(nextSort(first, name)).toEqual({ key: 'name', falling: true });
  expect(nextSort(first, { key: 'rate', falling: true })).toEqual(fallback);
});

test.each([
  ['name', false, ['cart', 'pod-9', 'pod-10']],
  ['name', true, ['pod-10', 'pod-9', 'cart']],
  ['rate', true, ['cart', 'pod-10', 'pod-9']],
  // What has no value is last in both directions.
  ['rate', false, ['pod-10', 'cart', 'pod-9']],
])('by %s, falling %s', (key, falling, names) => {
  expect(sortRows(rows, columns, { key, falling }).map(({ name }) => name)).toEqual(names);
});

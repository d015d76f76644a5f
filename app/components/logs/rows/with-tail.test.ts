// Rows that arrive above rows that were found.
import { expect, test } from 'vitest';
import type { RowList } from '#app/components/explorer/rows/row-list.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { withTail } from './with-tail.ts';

const rows = (...ids: string[]) => ids.map((id) => ({ id }) as LogRow);

function list(found: readonly LogRow[]): RowList<LogRow> {
  return {
    count: found.length,
    known: found.length,
    head: 0,
    complete: true,
    row: (index) => found[index],
    indexOf: (id) => {
      const at = found.findIndex((row) => row.id === id);
      return at < 0 ? undefined : at;
    },
    error: undefined,
    retry: () => undefined,
  };
}

const ids = ({ count, row }: RowList<LogRow>) => Array.from({ length: count }, (_, at) => row(at)?.id);

test('rows that the search found too are shown once', () => {
  const found = list(rows('c', 'b', 'a'));
  const both = withTail(found, rows('e', 'd', 'c'), new Set(['c', 'b', 'a']));
  expect(ids(both)).toEqual(['e', 'd', 'c', 'b', 'a']);
  expect(both).toMatchObject({ head: 2, known: 5, complete: true });
  expect([both.indexOf('e'), both.indexOf('a'), both.indexOf('x')]).toEqual([0, 4, undefined]);
});

test('nothing arrived is the list as it was', () => {
  const found = list(rows('a'));
  expect(withTail(found, [], new Set())).toBe(found);
});

test('a full tail ends where it has forgotten rows', () => {
  const arrived = rows(...Array.from({ length: 5_000 }, (_, at) => `t${at}`));
  const both = withTail(list(rows('a')), arrived, new Set());
  expect(both).toMatchObject({ count: 5_000, complete: true });
  expect(both.row(5_000)).toBeUndefined();
});

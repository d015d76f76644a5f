// How the table of statistics is sorted, as it stands in the URL. Pure.
import type { SpanStatistics } from '#app/lib/trace-model/statistics.ts';

export const COLUMNS = [
  'operation',
  'count',
  'errors',
  'total',
  'self',
  'avg',
  'p50',
  'p95',
  'p99',
  'max',
] as const;
export type StatisticsColumn = (typeof COLUMNS)[number];

export interface StatisticsSort {
  readonly column: StatisticsColumn;
  readonly isDescending: boolean;
}

const USUAL: StatisticsSort = { column: 'self', isDescending: true };

/** `-count`: by count, the largest first. What is no column is the largest self time first. */
export function parseSort(text: string): StatisticsSort {
  const isDescending = text.startsWith('-');
  const column = COLUMNS.find((name) => name === (isDescending ? text.slice(1) : text));
  return column ? { column, isDescending } : USUAL;
}

/** '' for the usual one. */
export function printSort({ column, isDescending }: StatisticsSort): string {
  if (column === USUAL.column && isDescending === USUAL.isDescending) return '';
  return `${isDescending ? '-' : ''}${column}`;
}

/** After a click on a column: numbers begin with the largest, names with A; a second click turns it round. */
export function nextSort(sort: StatisticsSort, column: StatisticsColumn): StatisticsSort {
  if (sort.column === column) return { column, isDescending: !sort.isDescending };
  return { column, isDescending: column !== 'operation' };
}

/** A sorted copy; equal ones keep their order. */
export function sortStatistics(
  rows: readonly SpanStatistics[],
  { column, isDescending }: StatisticsSort,
): readonly SpanStatistics[] {
  const sign = isDescending ? -1 : 1;
  if (column !== 'operation') return rows.toSorted((a, b) => sign * (a[column] - b[column]));
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  return rows.toSorted((a, b) => sign * (compare(a.service, b.service) || compare(a.name, b.name)));
}

/** Rows whose service or name holds the text, ignoring case. */
export function filterStatistics(rows: readonly SpanStatistics[], text: string): readonly SpanStatistics[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(
    ({ service, name }) => service.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted),
  );
}

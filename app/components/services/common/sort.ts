// How tables are ordered: by a column's name as it stands in the URL, with `-` in front: falling. Pure.

export interface Sort {
  readonly key: string;
  readonly falling: boolean;
}

/** What a table can be ordered by. */
export interface SortColumn<Row> {
  readonly key: string;
  /** Null comes last, whatever the direction. */
  readonly value?: (row: Row) => string | number | null;
  /** Whether the first click shows the greatest first. */
  readonly falling?: boolean;
}

/** The order that a text asks for; `fallback` where it asks for a column that is not there. */
export function parseSort(text: string, columns: readonly SortColumn<never>[], fallback: Sort): Sort {
  const falling = text.startsWith('-');
  const key = falling ? text.slice(1) : text;
  return columns.some((column) => column.key === key && column.value) ? { key, falling } : fallback;
}

/** The opposite of `parseSort`; empty for the fallback. */
export function printSort({ key, falling }: Sort, fallback: Sort): string {
  if (key === fallback.key && falling === fallback.falling) return '';
  return `${falling ? '-' : ''}${key}`;
}

/** The order after a click on a column's name: its own first direction, then the other one. */
export function nextSort(current: Sort, column: SortColumn<never>): Sort {
  if (column.key === current.key) return { key: column.key, falling: !current.falling };
  return { key: column.key, falling: column.falling ?? false };
}

/** The rows in order; those that are equal stay as they were. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly SortColumn<Row>[],
  { key, falling }: Sort,
): readonly Row[] {
  const value = columns.find((column) => column.key === key)?.value;
  if (!value) return rows;
  const direction = falling ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string' && typeof right === 'string')
      return direction * left.localeCompare(right, 'en', { numeric: true });
    return direction * (Number(left) - Number(right));
  });
}

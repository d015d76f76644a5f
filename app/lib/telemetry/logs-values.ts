// The queries for the values that fields have, with counts, over rows of a source or its rollups.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, int, join, raw, sql, str } from '#app/lib/sql/sql.ts';
import { filterOf, withinRange } from './logs.ts';
import { type Source, sourceTable } from './source.ts';

export interface ValueRows {
  readonly range: TimeRange;
  readonly condition: Fragment;
  /** At most so many rows are looked at, the newest ones. */
  readonly mostRows: number;
}

export interface ValueField {
  readonly text: Fragment;
  /** Nullable(Float64), for fields that can be numbers. */
  readonly number: Fragment | undefined;
}

/** A row of `logValuesQuery`. 64-bit integers are text. */
export interface LogValueRow {
  /** Place in the list of fields. */
  readonly field: number;
  readonly value: string;
  readonly count: string;
}

/** A row of `logValueTotalsQuery`: of each field, in their order. */
export interface LogValueTotalsRow {
  /** Rows that were looked at. */
  readonly rows: string;
  readonly distinct: readonly string[];
  /** How many rows have the field, and how many of these have a number in it. */
  readonly present: readonly string[];
  readonly numeric: readonly string[];
  readonly least: readonly (number | null)[];
  readonly most: readonly (number | null)[];
}

/** The most frequent values of each field, the most frequent first. Rows without the field do not count. */
export function logValuesQuery(
  source: Source,
  rows: ValueRows,
  fields: readonly ValueField[],
  { limit, contains }: { readonly limit: number; readonly contains: string },
): Fragment {
  const holds =
    contains === ''
      ? sql`value != ''`
      : sql`value != '' AND positionCaseInsensitiveUTF8(value, ${str(contains)}) > 0`;
  return sql`SELECT toUInt8(pair.1) AS field, pair.2 AS value, count() AS count
  FROM (${newest(source, rows, fields)})
  ARRAY JOIN arrayZip(range(${int(fields.length)}), texts) AS pair
  WHERE ${holds}
  GROUP BY field, value
  ORDER BY field, count DESC, value
  LIMIT ${int(limit)} BY field`;
}

/** Of each field: distinct values, and the least and the most where the values are numbers. */
export function logValueTotalsQuery(
  source: Source,
  rows: ValueRows,
  fields: readonly ValueField[],
): Fragment {
  const each = (of: (index: number) => string) =>
    raw(`[${fields.map((_, index) => of(index + 1)).join(', ')}]`);
  return sql`SELECT count() AS rows,
    ${each((n) => `uniqIf(texts[${n}], texts[${n}] != '')`)} AS distinct,
    ${each((n) => `countIf(texts[${n}] != '')`)} AS present,
    ${each((n) => `count(numbers[${n}])`)} AS numeric,
    ${each((n) => `min(numbers[${n}])`)} AS least,
    ${each((n) => `max(numbers[${n}])`)} AS most
  FROM (${newest(source, rows, fields)})`;
}

/** The newest matching rows, each with the fields' values in arrays. */
function newest(
  source: Source,
  { range, condition, mostRows }: ValueRows,
  fields: readonly ValueField[],
): Fragment {
  const time = source.timestamp.expression;
  const order = [...(source.timeBucket ? [source.timeBucket(time)] : []), time].map(
    (key) => sql`${key} DESC`,
  );
  const texts = join(
    fields.map(({ text }) => text),
    ', ',
  );
  const numbers = join(
    fields.map(({ number }) => number ?? sql`CAST(NULL, 'Nullable(Float64)')`),
    ', ',
  );
  return sql`SELECT [${texts}] AS texts, [${numbers}] AS numbers
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source), condition])}
  ORDER BY ${join(order, ', ')}
  LIMIT ${int(mostRows)}`;
}

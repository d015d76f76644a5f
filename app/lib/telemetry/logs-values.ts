// The query for the values that fields have, with counts, over the rows of a source.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, int, join, raw, sql, str } from '#app/lib/sql/sql.ts';
import { filterOf, withinRange } from './logs.ts';
import { contains } from './logs-rollup.ts';
import { type Source, type SourceAttributes, sourceTable } from './source.ts';

export interface ValueRows {
  readonly range: TimeRange;
  readonly condition: Fragment;
  /** At most so many rows are looked at. For the newest ones the range has to end with the last of them. */
  readonly mostRows: number;
}

/** A row of `logValuesQuery`: one for each field that has values. 64-bit integers are text. */
export interface FieldValuesRow {
  /** Place in the list of fields. */
  readonly field: number;
  readonly distinct: string;
  readonly top: readonly (readonly [string, string])[];
  readonly least: number | null;
  readonly most: number | null;
  /** Values that are not numbers. */
  readonly texts: string;
}

/**
 * The most frequent values of each field (String expressions), as `[value, count]`. Rows without the field do not count. One
 * more row, of the field behind the last, has one value, whose count is how many rows were looked at.
 */
export function logValuesQuery(
  source: Source,
  rows: ValueRows,
  fields: readonly Fragment[],
  { limit, text }: { readonly limit: number; readonly text: string },
): Fragment {
  return sql`SELECT field, count() AS distinct,
    arrayMap(t -> (t.2, toString(-t.1)), groupArraySortedIf(${raw(String(limit))})((-toInt64(total), value), field = ${int(fields.length)} OR ${contains(text)})) AS top,
    min(toFloat64OrNull(value)) AS least, max(toFloat64OrNull(value)) AS most,
    countIf(isNull(toFloat64OrNull(value))) AS texts
  FROM (
    SELECT toUInt8(pair.1) AS field, pair.2 AS value, count() AS total
    FROM (${matching(source, rows, fields)})
    ARRAY JOIN arrayZip(range(${int(fields.length + 1)}), texts) AS pair
    WHERE value != ''
    GROUP BY field, value
  )
  GROUP BY field
  ORDER BY field`;
}

/** One row when a record of the range has one of the keys in a map; no row otherwise. For maps whose keys are indexed. */
export function logKeysQuery(
  source: Source,
  range: TimeRange,
  map: SourceAttributes,
  keys: readonly string[],
): Fragment {
  const has = keys.map((key) => sql`mapContains(${map.expression}, ${str(key)})`);
  return sql`SELECT 1 FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), join(has, ' OR ')])}
  LIMIT 1`;
}

/** The matching rows, each with the fields' values in an array. */
function matching(
  source: Source,
  { range, condition, mostRows }: ValueRows,
  fields: readonly Fragment[],
): Fragment {
  return sql`SELECT [${join([...fields, sql`'rows'`], ', ')}] AS texts
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source), condition])}
  LIMIT ${int(mostRows)}`;
}

// The statements of live tail: which rows have arrived, and those rows.
import { MAX_NS } from '#app/lib/core/time.ts';
import { and, type Fragment, param, render, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, logRecordColumns, withinRange } from '#app/lib/telemetry/logs.ts';
import { type Source, sourceTable } from '#app/lib/telemetry/source.ts';
import type { TailKey } from './tail-window.ts';

/** ClickHouse's generateSnowflakeID: milliseconds since the epoch above 22 bits of machine and sequence. */
const SNOWFLAKE_SHIFT = 22n;

/** The clock of the server that has the table. */
export const clockQuery: Fragment = sql`SELECT toUnixTimestamp64Milli(now64(3)) AS nowMs`;

export interface TailClockRow {
  readonly nowMs: string;
}

/** The one row of `tailLookQuery`. */
export interface TailLookRow extends TailClockRow {
  readonly found: string;
  /** `timestamp-id`, newest arrival first. */
  readonly keys: readonly string[];
}

/** The places of the newest rows that arrived at `sinceMs` or later, at most `limit`, and how many there are in all. */
export function tailLookQuery(source: Source, sinceMs: number, condition: Fragment, limit: number): Fragment {
  return sql`SELECT toUnixTimestamp64Milli(now64(3)) AS nowMs, max(all) AS found,
    groupArray(concat(toString(ts), '-', toString(id))) AS keys
  FROM (
    SELECT ts, id, count() OVER () AS all FROM (
      SELECT ${epochNanos(source)} AS ts, ${source.rowId} AS id
      FROM ${sourceTable(source)}
      WHERE ${and([...arrivedSince(source, sinceMs), ...filterOf(source), condition])}
    )
    ORDER BY ${source.rowIdIsArrival ? sql`id DESC` : sql`ts DESC, id DESC`}
    LIMIT ${param('UInt64', limit)}
  )`;
}

/** The rows of these places; a row that was deleted since is missing. */
export function tailRowsQuery(source: Source, keys: readonly TailKey[], condition: Fragment): Fragment {
  const sinceMs = keys.reduce((least, { arrivalMs }) => Math.min(least, arrivalMs), Number.POSITIVE_INFINITY);
  const ids = keys.map(({ key }) => BigInt(key.slice(key.lastIndexOf('-') + 1)));
  return sql`SELECT ${logRecordColumns(source, [])}
  FROM ${sourceTable(source)}
  WHERE ${and([
    ...arrivedSince(source, sinceMs),
    sql`${source.rowId} IN ${param('Array(UInt64)', ids)}`,
    ...filterOf(source),
    condition,
  ])}`;
}

/** When a row of `tailLookQuery` arrived, as far as the table tells: by its id, else by its own time. */
export function tailKey(source: Pick<Source, 'rowIdIsArrival'>, key: string): TailKey {
  const dash = key.lastIndexOf('-');
  const arrivalMs = source.rowIdIsArrival
    ? Number(BigInt(key.slice(dash + 1)) >> SNOWFLAKE_SHIFT)
    : Number(BigInt(key.slice(0, dash)) / 1_000_000n);
  return { key, arrivalMs };
}

/**
 * Settings that spare all indexes but the one on the arrival: it leaves a few thousand rows, while the dictionaries of
 * others would be searched over the whole table, every time.
 */
export function tailSettings(source: Source): Record<string, string | number> {
  if (!source.rowIdIsArrival) return {};
  const arrival = render(source.rowId).text.replaceAll('`', '');
  const others = source.indexes.filter(({ expression }) => expression !== arrival).map(({ name }) => name);
  return others.length === 0 ? {} : { ignore_data_skipping_indices: others.join(', ') };
}

function arrivedSince(source: Source, sinceMs: number): Fragment[] {
  const ms = BigInt(Math.max(0, Math.floor(sinceMs)));
  if (source.rowIdIsArrival) return [sql`${source.rowId} >= ${param('UInt64', ms << SNOWFLAKE_SHIFT)}`];
  return withinRange(source, { fromNs: ms * 1_000_000n, toNs: MAX_NS });
}

// The queries for log rows and their volume, written against a source.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, int, join, nanos, param, sql } from '#app/lib/sql/sql.ts';
import { type LogSource, severityLevelSql } from './source.ts';

/** The place of a row in the order by time; `id` decides between equal timestamps. */
export interface LogPosition {
  readonly timestampNs: bigint;
  readonly id: bigint;
}

export interface LogPage {
  readonly range: TimeRange;
  readonly condition: Fragment;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Bytes of bodies and attribute values on the page. */
  readonly maxBytes: number;
  /** Only rows behind this one, in the given order. */
  readonly after?: LogPosition;
}

/** A row of `logPageQuery`: 64-bit integers are text, maps are objects. */
export interface LogRecordRow {
  readonly ts: string;
  readonly id: string;
  readonly service: string;
  readonly severity: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  readonly attributes: Record<string, string>;
  readonly resource: Record<string, string>;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeAttributes: Record<string, string>;
  /** Bytes of this row's body and attribute values. */
  readonly size: string;
  /** Rows that match up to the limit, those included that were left out for their size. */
  readonly found: string;
}

/**
 * One page of rows in order of time. The order starts with the table's time bucket, so that ClickHouse reads
 * the parts in order and stops as soon as the page is full. A page ends early, but not before its first row, where
 * the rows together reach `maxBytes`; `found` tells how many there would have been.
 */
export function logPageQuery(source: LogSource, page: LogPage): Fragment {
  const direction = page.order === 'desc' ? sql`DESC` : sql`ASC`;
  const where = [...within(source, page.range), page.condition];
  if (page.after) where.push(...behind(source, page.after, page.order));
  const order = [source.timeBucket(source.timestamp), source.timestamp, source.id].map(
    (key) => sql`${key} ${direction}`,
  );
  const maps = [source.attributes, source.resource, source.scopeAttributes];
  const size = join(
    [
      sql`length(${source.body})`,
      ...maps.map((map) => sql`arraySum(value -> length(value), mapValues(${map}))`),
    ],
    ' + ',
  );
  const sofar = sql`OVER (ORDER BY ts ${direction}, id ${direction} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  return sql`SELECT * FROM (
    SELECT *, count() OVER () AS found, sum(size) ${sofar} AS sizeSoFar, count() ${sofar} AS place FROM (
      SELECT
        toUnixTimestamp64Nano(${source.timestamp}) AS ts, ${source.id} AS id, ${source.service} AS service,
        ${source.severity} AS severity, ${source.severityNumber} AS severityNumber, ${source.body} AS body,
        ${source.traceId} AS traceId, ${source.spanId} AS spanId, ${source.eventName} AS eventName,
        ${source.attributes} AS attributes, ${source.resource} AS resource, ${source.scopeName} AS scopeName,
        ${source.scopeVersion} AS scopeVersion, ${source.scopeAttributes} AS scopeAttributes, ${size} AS size
      FROM ${source.table}
      WHERE ${and(where)}
      ORDER BY ${join(order, ', ')}
      LIMIT ${param('UInt32', page.limit)}
    )
  )
  WHERE sizeSoFar <= ${param('UInt64', page.maxBytes)} OR place = 1
  ORDER BY ts ${direction}, id ${direction}`;
}

/** A row of `logVolumeQuery`: `bucket` in milliseconds. */
export interface LogVolumeRow {
  readonly bucket: string;
  readonly severity: string;
  readonly count: string;
}

/** Rows per interval and severity level, in order of time; intervals without rows are absent. */
export function logVolumeQuery(
  source: LogSource,
  range: TimeRange,
  condition: Fragment,
  intervalMs: number,
): Fragment {
  const ms = sql`toUnixTimestamp64Milli(${source.timestamp})`;
  return sql`SELECT ${ms} - ${ms} % ${int(intervalMs)} AS bucket, ${severityLevelSql(source)} AS severity, count() AS count
  FROM ${source.table}
  WHERE ${and([...within(source, range), condition])}
  GROUP BY bucket, severity
  ORDER BY bucket, severity`;
}

function within(source: LogSource, range: TimeRange): Fragment[] {
  const { timestamp, timeBucket } = source;
  return [
    sql`${timestamp} >= ${nanos(range.fromNs)}`,
    sql`${timestamp} < ${nanos(range.toNs)}`,
    sql`${timeBucket(timestamp)} >= ${timeBucket(nanos(range.fromNs))}`,
    sql`${timeBucket(timestamp)} <= ${timeBucket(nanos(range.toNs))}`,
  ];
}

function behind(source: LogSource, after: LogPosition, order: 'asc' | 'desc'): Fragment[] {
  const at = nanos(after.timestampNs);
  const id = param('UInt64', after.id);
  const { timestamp, timeBucket } = source;
  return order === 'desc'
    ? [
        sql`${timestamp} < ${at} OR (${timestamp} = ${at} AND ${source.id} < ${id})`,
        sql`${timestamp} <= ${at}`,
        sql`${timeBucket(timestamp)} <= ${timeBucket(at)}`,
      ]
    : [
        sql`${timestamp} > ${at} OR (${timestamp} = ${at} AND ${source.id} > ${id})`,
        sql`${timestamp} >= ${at}`,
        sql`${timeBucket(timestamp)} >= ${timeBucket(at)}`,
      ];
}

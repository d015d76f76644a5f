// Exceptions grouped by fingerprint, from the rollup per quarter of an hour.
import { and, type Fragment, ident, int, join, nanos, param, sql, str } from '#app/lib/sql/sql.ts';

/** Which groups are asked for. */
export interface ErrorGroupsWanted {
  readonly database: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
  /** Empty: all. */
  readonly environment: string;
  readonly service: string;
  /** Seconds of one point, whole quarters of an hour; points are counted from `from`. */
  readonly interval: number;
  /** Seconds since the epoch: the quarters of the range. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** A row of `errorGroupsQuery`. 64-bit integers are text. */
export interface ErrorGroupRow {
  readonly service: string;
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly topFrame: string;
  readonly total: string;
  /** Milliseconds since the epoch, trace, span, message. */
  readonly exampleMs: number;
  readonly exampleTrace: string;
  readonly exampleSpan: string;
  readonly exampleMessage: string;
  /** Slot and count, slots more than once. */
  readonly points: readonly (readonly [number, number])[];
}

/** The most frequent groups that were seen in the range. Quarters at its ends count as a whole. */
export function errorGroupsQuery(wanted: ErrorGroupsWanted): Fragment {
  const { database, fromNs, toNs, from, to, environment, service, interval, limit } = wanted;
  return sql`SELECT service, lower(hex(fingerprint)) AS fingerprint, any(type) AS type, any(message) AS message, any(frame) AS topFrame,
    toString(sum(n)) AS total, toFloat64(toUnixTimestamp64Milli(max(example).1)) AS exampleMs, max(example).2 AS exampleTrace,
    max(example).3 AS exampleSpan, max(example).4 AS exampleMessage, groupArray((slot, toFloat64(n))) AS points
  FROM (
    SELECT toString(Service) AS service, Fingerprint AS fingerprint, toInt32(intDiv(toUnixTimestamp(Bucket) - ${int(from)}, ${int(interval)})) AS slot,
      any(Type) AS type, any(Message) AS message, any(TopFrame) AS frame, sum(Count) AS n,
      min(FirstSeen) AS first, max(LastSeen) AS last, max(Example) AS example
    FROM ${rollup(database)}
    WHERE ${and([
      sql`Bucket >= toDateTime(${param('UInt32', from)})`,
      sql`Bucket < toDateTime(${param('UInt32', to)})`,
      ...ofGroups(environment, service),
    ])}
    GROUP BY service, fingerprint, slot, Bucket
    HAVING last >= ${nanos(fromNs)} AND first < ${nanos(toNs)}
  )
  GROUP BY service, fingerprint
  ORDER BY sum(n) DESC, service, fingerprint
  LIMIT ${int(limit)}`;
}

/** A row of `errorTimesQuery`: milliseconds since the epoch. */
export interface ErrorTimesRow {
  readonly service: string;
  readonly fingerprint: string;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** When groups were first and last seen at all. */
export function errorTimesQuery(
  { database, environment }: Pick<ErrorGroupsWanted, 'database' | 'environment'>,
  groups: readonly Pick<ErrorGroupRow, 'service' | 'fingerprint'>[],
): Fragment {
  const keys = groups.map(
    ({ service, fingerprint }) => sql`(${str(service)}, ${param('UInt64', BigInt(`0x${fingerprint}`))})`,
  );
  return sql`SELECT toString(Service) AS service, lower(hex(Fingerprint)) AS fingerprint,
    toFloat64(toUnixTimestamp64Milli(min(FirstSeen))) AS firstMs, toFloat64(toUnixTimestamp64Milli(max(LastSeen))) AS lastMs
  FROM ${rollup(database)}
  WHERE ${and([sql`(Service, Fingerprint) IN (${join(keys, ', ')})`, ...ofGroups(environment, '')])}
  GROUP BY service, fingerprint`;
}

function rollup(database: string): Fragment {
  return ident(database, 'otel_errors_15m');
}

function ofGroups(environment: string, service: string): Fragment[] {
  return [
    ...(environment === '' ? [] : [sql`Environment = ${str(environment)}`]),
    ...(service === '' ? [] : [sql`Service = ${str(service)}`]),
  ];
}

// What runs a service: its instances and the versions it ran, from its spans.
import { and, type Fragment, ident, int, join, nanos, param, sql, str } from '#app/lib/sql/sql.ts';

/** Which spans are read. */
export interface InstanceRange {
  readonly database: string;
  readonly service: string;
  /** Empty: all. */
  readonly environment: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** A row of `instancesQuery`. 64-bit integers are text. */
export interface InstanceRow {
  readonly id: string;
  readonly pod: string;
  readonly host: string;
  readonly version: string;
  readonly spans: string;
  readonly errors: string;
  readonly p95: number | null;
  readonly lastMs: number;
}

const VERSION = resource('service.version');
const POD = resource('k8s.pod.name');
const HOST = resource('host.name');

/** The instances by the most telling name each has: pod, instance id, container, host. */
export function instancesQuery(range: InstanceRange, limit: number): Fragment {
  const id = firstOf([
    POD,
    resource('service.instance.id'),
    resource('container.name'),
    resource('container.id'),
    HOST,
  ]);
  return sql`SELECT ${id} AS id, ${POD} AS pod, ${HOST} AS host, ${VERSION} AS version, toString(count()) AS spans,
    toString(countIf(StatusCode = 'Error')) AS errors, quantileTDigest(0.95)(Duration) AS p95,
    toFloat64(toUnixTimestamp64Milli(max(Timestamp))) AS lastMs
  FROM ${spans(range)}
  WHERE ${and([...ofService(range), during(range)])}
  GROUP BY id, pod, host, version
  ORDER BY count() DESC, id
  LIMIT ${int(limit)}`;
}

/** A row of `versionsQuery`: a version in a minute, with its first span there in nanoseconds since the epoch. */
export interface VersionRow {
  /** Seconds since the epoch. */
  readonly minute: number;
  readonly version: string;
  readonly first: string;
}

/** The versions of each minute; only of `minutes` (seconds since the epoch) when they are given. */
export function versionsQuery(range: InstanceRange, minutes: readonly number[] | undefined): Fragment {
  const only =
    minutes === undefined
      ? []
      : [
          sql`toStartOfFiveMinutes(Timestamp) IN (SELECT toStartOfFiveMinutes(toDateTime(arrayJoin(${param('Array(UInt32)', minutes)}))))`,
          sql`has(${param('Array(UInt32)', minutes)}, toUnixTimestamp(toStartOfMinute(Timestamp)))`,
        ];
  return sql`SELECT toUnixTimestamp(toStartOfMinute(Timestamp)) AS minute, ${VERSION} AS version,
    toString(toUnixTimestamp64Nano(min(Timestamp))) AS first
  FROM ${spans(range)}
  WHERE ${and([...ofService(range), during(range), ...only])}
  GROUP BY minute, version
  HAVING version != ''
  ORDER BY min(Timestamp)`;
}

/** A time in which a version came, between a minute without it and one with it. */
export interface VersionChange {
  readonly version: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** A row of `versionStartsQuery`: which change, and the first span, nanoseconds since the epoch. */
export interface VersionStartRow {
  readonly index: number;
  readonly first: string;
}

/** When exactly versions came. */
export function versionStartsQuery(range: InstanceRange, changes: readonly VersionChange[]): Fragment {
  const parts = changes.map(
    (
      change,
      index,
    ) => sql`SELECT ${int(index)} AS index, toString(toUnixTimestamp64Nano(min(Timestamp))) AS first
      FROM ${spans(range)}
      WHERE ${and([
        ...ofService(range),
        during(change),
        sql`has(ResourceAttributeItems, toString((${str('service.version')}, ${str(change.version)})))`,
      ])}
      HAVING count() > 0`,
  );
  return join(parts, ' UNION ALL ');
}

/** A row of `busyMinutesQuery`. */
export interface BusyMinuteRow {
  /** Seconds since the epoch. */
  readonly minute: number;
}

/** The first minute with spans of every `interval` (seconds). */
export function busyMinutesQuery(range: InstanceRange, interval: number): Fragment {
  const { database, service, environment, fromNs, toNs } = range;
  const seconds = (ns: bigint) => param('UInt32', ns / 1_000_000_000n);
  return sql`SELECT toUnixTimestamp(min(Minute)) AS minute
  FROM ${ident(database, 'otel_traces_red_1m')}
  WHERE ${and([
    sql`ServiceName = ${str(service)}`,
    sql`Minute >= toDateTime(${seconds(fromNs)}) AND Minute < toDateTime(${seconds(toNs)})`,
    ...(environment === '' ? [] : [sql`Environment = ${str(environment)}`]),
  ])}
  GROUP BY intDiv(toUnixTimestamp(Minute), ${int(interval)})`;
}

function spans({ database }: InstanceRange): Fragment {
  return ident(database, 'otel_traces');
}

function ofService({ service, environment }: InstanceRange): Fragment[] {
  const named = firstOf([resource('deployment.environment.name'), resource('deployment.environment')]);
  return [
    sql`ServiceName = ${str(service)}`,
    ...(environment === '' ? [] : [sql`${named} = ${str(environment)}`]),
  ];
}

function during({ fromNs, toNs }: { readonly fromNs: bigint; readonly toNs: bigint }): Fragment {
  return sql`toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${nanos(fromNs)}) AND toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(${nanos(toNs)}) AND Timestamp >= ${nanos(fromNs)} AND Timestamp < ${nanos(toNs)}`;
}

function resource(key: string): Fragment {
  return sql`ResourceAttributes[${str(key)}]`;
}

function firstOf(values: readonly Fragment[]): Fragment {
  return sql`coalesce(${join(
    values.map((value) => sql`nullIf(${value}, '')`),
    ', ',
  )}, '')`;
}

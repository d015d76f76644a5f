// What runs a service: its instances and the versions it ran, from its spans.
import { and, type Fragment, ident, int, join, nanos, sql, str } from '#app/lib/sql/sql.ts';

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
    toString(countIf(StatusCode = 'Error')) AS errors, quantileTDigest(0.95)(if(Duration < 4611686018427387904, Duration, toUInt64(0))) AS p95,
    toFloat64(toUnixTimestamp64Milli(max(Timestamp))) AS lastMs
  FROM ${spans(range)}
  WHERE ${and([...ofService(range), during(range)])}
  GROUP BY id, pod, host, version
  ORDER BY count() DESC, id
  LIMIT ${int(limit)}`;
}

/** A row of `versionsQuery`: a version in a quarter of an hour. */
export interface VersionRow {
  /** Seconds since the epoch. */
  readonly quarter: number;
  readonly version: string;
  /** A bit for each minute with spans, the lowest for the first. */
  readonly minutes: number;
  /** Its first span there, nanoseconds since the epoch. */
  readonly first: string;
}

/** The versions of each quarter of an hour that the range touches. */
export function versionsQuery({ database, service, environment, fromNs, toNs }: InstanceRange): Fragment {
  return sql`SELECT toUnixTimestamp(Bucket) AS quarter, Version AS version, groupBitOr(Minutes) AS minutes,
    toString(toUnixTimestamp64Nano(min(First))) AS first
  FROM ${ident(database, 'otel_service_versions_15m')}
  WHERE ${and([
    sql`ServiceName = ${str(service)}`,
    sql`Bucket >= toStartOfFifteenMinutes(${nanos(fromNs)}) AND Bucket < ${nanos(toNs)}`,
    ...(environment === '' ? [] : [sql`Environment = ${str(environment)}`]),
  ])}
  GROUP BY quarter, version`;
}

/** A minute in which a version came back. */
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

// Who calls whom, from the rollups of edges that the counting job writes.
import { and, type Fragment, ident, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { EdgeHourRow } from './services-hours.ts';
import { type RollupRows, rollupRows } from './services-rollup.ts';

/** Buckets of five minutes; seconds since the epoch. */
export interface MapRange {
  readonly database: string;
  readonly from: number;
  readonly to: number;
  /** Empty: all. */
  readonly environment: string;
  /** Whole hours of it that are read by their sums. */
  readonly hours: readonly Pick<EdgeHourRow, 'hour' | 'version'>[];
}

/** A row of `mapEdgesQuery`. 64-bit integers are text. */
export interface MapEdgeRow {
  readonly source: string;
  readonly sourceKind: string;
  readonly target: string;
  readonly targetKind: string;
  readonly system: string;
  readonly calls: string;
  readonly errors: string;
  readonly quantiles: readonly (number | null)[];
  /** Some addresses or destinations that its spans name. */
  readonly peers: readonly string[];
}

/**
 * The edges, those with most calls first; only those of one service unless `service` is empty. A host that has the name of a
 * service of the range is that service: its side of the call was not sent, or not yet.
 */
export function mapEdgesQuery(range: MapRange, rows: RollupRows, service: string, limit: number): Fragment {
  const { database, from, to, environment, hours } = range;
  const isService = sql`TargetKind = 'external' AND Target GLOBAL IN (
      SELECT toString(ServiceName) FROM ${rollupRows(rows)} GROUP BY ServiceName)`;
  const about =
    service === ''
      ? []
      : [
          sql`(source = ${str(service)} AND sourceKind = 'service') OR (target = ${str(service)} AND targetKind = 'service')`,
        ];
  const columns = raw(
    'Environment, Source, SourceKind, Target, TargetKind, TargetSystem, Calls, Errors, Durations, Peers',
  );
  const here = environment === '' ? [] : [sql`Environment = ${str(environment)}`];
  const held = param(
    'Array(UInt32)',
    hours.map(({ hour }) => hour),
  );
  const versions = param(
    'Array(UInt64)',
    hours.map(({ version }) => BigInt(version)),
  );
  const summed = sql`SELECT ${columns} FROM ${ident(database, 'otel_service_edges_1h')}
    WHERE ${and([
      during('Hour', from, to),
      sql`(toUnixTimestamp(Hour), Version) IN (SELECT arrayJoin(arrayZip(${held}, ${versions})) AS pair)`,
      ...here,
    ])}`;
  const counted = sql`SELECT ${columns} FROM ${ident(database, 'otel_service_edges_5m')}
    WHERE ${and([
      during('Bucket', from, to),
      ...(hours.length === 0
        ? []
        : [sql`NOT has(${held}, toUInt32(intDiv(toUnixTimestamp(Bucket), 3600) * 3600))`]),
      sql`(Bucket, Version) GLOBAL IN (SELECT Bucket, max(Version) FROM ${ident(database, 'otel_service_edges_state')} WHERE ${during('Bucket', from, to)} GROUP BY Bucket)`,
      ...here,
    ])}`;
  return sql`SELECT source, sourceKind, target, targetKind, system, toString(sum(n)) AS calls, toString(sum(e)) AS errors,
    quantilesTDigestMerge(0.5, 0.95, 0.99)(digest) AS quantiles, groupUniqArrayArray(20)(found) AS peers
  FROM (
    SELECT Source AS source, toString(SourceKind) AS sourceKind, Target AS target,
      if(${isService}, 'service', toString(TargetKind)) AS targetKind, if(targetKind = 'service' AND sourceKind != 'queue', '', toString(TargetSystem)) AS system,
      Calls AS n, Errors AS e, Durations AS digest, Peers AS found
    FROM (${join([...(hours.length === 0 ? [] : [summed]), counted], ' UNION ALL ')})
  )
  WHERE ${and([sql`(source, sourceKind) != (target, targetKind)`, ...about])}
  GROUP BY source, sourceKind, target, targetKind, system
  ORDER BY sum(n) DESC, source, target
  LIMIT ${param('UInt32', limit)}`;
}

/** A row of `mapServicesQuery`. 64-bit integers are text. */
export interface MapServiceRow {
  readonly service: string;
  readonly requests: string;
  readonly errors: string;
  /** Of all environments, whichever is asked for. */
  readonly environments: readonly string[];
  /** Spans in the environment that was asked for. */
  readonly spans: string;
}

/**
 * The services with their own requests: Server and Consumer spans, or all where there are none. `rows` are of all
 * environments.
 */
export function mapServicesQuery(rows: RollupRows, environment: string): Fragment {
  const here = environment === '' ? sql`1` : sql`Environment = ${str(environment)}`;
  const entry = sql`${here} AND SpanKind IN ('Server', 'Consumer')`;
  return sql`SELECT toString(ServiceName) AS service, toString(sumIf(Count, ${here})) AS spans,
    toString(if(countIf(${entry}) = 0, sumIf(Count, ${here}), sumIf(Count, ${entry}))) AS requests,
    toString(if(countIf(${entry}) = 0, sumIf(Errors, ${here}), sumIf(Errors, ${entry}))) AS errors,
    groupUniqArray(1000)(toString(Environment)) AS environments
  FROM ${rollupRows(rows)}
  GROUP BY service`;
}

function during(column: 'Bucket' | 'Hour', from: number, to: number): Fragment {
  const time = raw(column);
  return sql`${time} >= toDateTime(${param('UInt32', from)}) AND ${time} < toDateTime(${param('UInt32', to)})`;
}

// The edges of the map summed up by hours: which hours are, whether they still hold, and how they are summed up.
import { type Fragment, ident, param, sql } from '#app/lib/sql/sql.ts';

/** Seconds since the epoch, whole hours. */
export interface HourRange {
  readonly database: string;
  readonly from: number;
  readonly to: number;
}

/** A row of `edgeHoursQuery`. 64-bit integers are text. */
export interface EdgeHourRow {
  /** Seconds since the epoch. */
  readonly hour: number;
  /** Its buckets that were counted, with the versions that hold. */
  readonly buckets: readonly (readonly [bucket: number, version: string])[];
  /** Its newest sum; 0 when there is none. */
  readonly version: string;
  /** 1: made from these versions. */
  readonly holds: number;
}

/**
 * The hours with counted buckets, in order. What a sum is made from is known by the versions of its buckets together: each only
 * grows, and so does their sum whenever a bucket is counted again or for the first time.
 */
export function edgeHoursQuery({ database, from, to }: HourRange): Fragment {
  return sql`SELECT hour, buckets, toString(version) AS version, basis = known AS holds
  FROM (
    SELECT toUInt32(intDiv(bucket, 3600) * 3600) AS hour, groupArray((bucket, toString(held))) AS buckets, sumWithOverflow(held) AS basis
    FROM (
      SELECT toUnixTimestamp(Bucket) AS bucket, max(Version) AS held
      FROM ${ident(database, 'otel_service_edges_state')}
      WHERE Bucket >= toDateTime(${param('UInt32', from)}) AND Bucket < toDateTime(${param('UInt32', to)})
      GROUP BY Bucket
    )
    GROUP BY hour
  ) AS counted
  LEFT JOIN (
    SELECT toUnixTimestamp(Hour) AS hour, max(Version) AS version, argMax(Basis, Version) AS known
    FROM ${hours(database)}
    WHERE Hour >= toDateTime(${param('UInt32', from)}) AND Hour < toDateTime(${param('UInt32', to)})
    GROUP BY Hour
  ) AS summed USING (hour)
  ORDER BY hour`;
}

/** Sums up the edges of an hour from its buckets, as they were counted, under a version. */
export function sumHourStatement(
  database: string,
  { hour, buckets }: Pick<EdgeHourRow, 'hour' | 'buckets'>,
  version: bigint,
): Fragment {
  const versions = param(
    'Array(UInt64)',
    buckets.map(([, held]) => BigInt(held)),
  );
  const at = param(
    'Array(UInt32)',
    buckets.map(([bucket]) => bucket),
  );
  return sql`INSERT INTO ${hours(database)}
    (Hour, Version, Basis, Environment, Source, SourceKind, Target, TargetKind, TargetSystem, Calls, Errors, Durations, Peers)
  SELECT toDateTime(${param('UInt32', hour)}), ${param('UInt64', version)}, arrayReduce('sumWithOverflow', ${versions}),
    Environment, Source, SourceKind, Target, TargetKind, TargetSystem,
    sum(Calls), sum(Errors), quantilesTDigestMergeState(0.5, 0.95, 0.99)(Durations), groupUniqArrayArray(20)(Peers)
  FROM ${ident(database, 'otel_service_edges_5m')}
  WHERE Bucket >= toDateTime(${param('UInt32', hour)}) AND Bucket < toDateTime(${param('UInt32', hour + 3_600)})
    AND has(arrayZip(${at}, ${versions}), (toUnixTimestamp(Bucket), Version))
  GROUP BY Environment, Source, SourceKind, Target, TargetKind, TargetSystem`;
}

function hours(database: string): Fragment {
  return ident(database, 'otel_service_edges_1h');
}

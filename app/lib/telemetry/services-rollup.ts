// Which rows of the rollups answer for a time: quarters of an hour where they are whole, minutes at the ends.
import { and, type Fragment, ident, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** From and to, seconds since the epoch, whole minutes. */
export type Stretch = readonly [from: number, to: number];

/** Where rates, errors and durations are read from. */
export interface RollupRows {
  readonly database: string;
  /** Stretches that are read by minutes, and those whose quarters are read. */
  readonly minutes: readonly Stretch[];
  readonly quarters: readonly Stretch[];
  /** Empty: all. */
  readonly environment: string;
  readonly service?: string | undefined;
}

/** Seconds. */
export const QUARTER = 900;
/** A shorter stretch has too few quarters for a second table to be worth its way, seconds. */
const SHORTEST = 7_200;

/**
 * The whole quarters of long stretches, and the minutes that are left. `unsound`: quarters that are read by minutes, because the table of
 * quarters does not know all of their spans.
 */
export function inQuarters(
  stretches: readonly Stretch[],
  unsound: readonly number[] = [],
): Pick<RollupRows, 'minutes' | 'quarters'> {
  const minutes: Stretch[] = [];
  const quarters: Stretch[] = [];
  for (const [from, to] of stretches) {
    if (to - from < SHORTEST) {
      minutes.push([from, to]);
      continue;
    }
    const last = Math.floor(to / QUARTER) * QUARTER;
    let at = Math.min(Math.ceil(from / QUARTER) * QUARTER, to);
    minutes.push([from, at]);
    for (const quarter of [...unsound].sort((a, b) => a - b)) {
      if (quarter < at || quarter >= last) continue;
      quarters.push([at, quarter]);
      minutes.push([quarter, quarter + QUARTER]);
      at = quarter + QUARTER;
    }
    quarters.push([at, Math.max(at, last)]);
    minutes.push([Math.max(at, last), to]);
  }
  return { minutes: joined(minutes), quarters: joined(quarters) };
}

/** Without empty ones, and those that touch as one; each begins after the one before it. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const [from, to] of stretches) {
    if (from >= to) continue;
    const before = found.at(-1);
    if (before !== undefined && before[1] === from) found[found.length - 1] = [before[0], to];
    else found.push([from, to]);
  }
  return found;
}

const COLUMNS = raw(
  'ServiceName, SpanKind, SpanName, Environment, Count, Errors, DurationSum, DurationQuantiles',
);

/**
 * The rows of both tables with the columns of the one of minutes; in those of a quarter `Minute` is where it begins. `LastMinute` is
 * the last one with spans.
 */
export function rollupRows({ database, minutes, quarters, environment, service }: RollupRows): Fragment {
  const only = [
    ...(environment === '' ? [] : [sql`Environment = ${str(environment)}`]),
    ...(service === undefined ? [] : [sql`ServiceName = ${str(service)}`]),
  ];
  const parts = [
    ...(minutes.length === 0 && quarters.length > 0
      ? []
      : [
          sql`SELECT Minute, Minute AS LastMinute, ${COLUMNS} FROM ${ident(database, 'otel_traces_red_1m')}
        WHERE ${and([during('Minute', minutes), ...only])}`,
        ]),
    ...(quarters.length === 0
      ? []
      : [
          sql`SELECT Bucket AS Minute, LastMinute, ${COLUMNS} FROM ${ident(database, 'otel_traces_red_15m')}
        WHERE ${and([during('Bucket', quarters), ...only])}`,
        ]),
  ];
  return sql`(${join(parts, ' UNION ALL ')})`;
}

function during(column: 'Minute' | 'Bucket', stretches: readonly Stretch[]): Fragment {
  const time = raw(column);
  const each = stretches.map(
    ([from, to]) =>
      sql`(${time} >= toDateTime(${param('UInt32', from)}) AND ${time} < toDateTime(${param('UInt32', to)}))`,
  );
  return each.length === 0 ? raw('0') : sql`(${join(each, ' OR ')})`;
}

/** A row of `unsoundQuartersQuery`: seconds since the epoch. */
export interface UnsoundQuarterRow {
  readonly quarter: number;
}

/**
 * The quarters whose rollup does not have as many spans as were stored: a view may fail without failing the insert, and what
 * was inserted while the table was filled for the first time may be missing or there twice.
 */
export function unsoundQuartersQuery(database: string, quarters: readonly Stretch[]): Fragment {
  return sql`SELECT quarter FROM (
    SELECT toUnixTimestamp(toStartOfFifteenMinutes(Bucket)) AS quarter, toInt64(Spans) AS n
    FROM ${ident(database, 'otel_spans_5m')} WHERE ${during('Bucket', quarters)}
    UNION ALL
    SELECT toUnixTimestamp(Bucket) AS quarter, -toInt64(Count) AS n
    FROM ${ident(database, 'otel_traces_red_15m')} WHERE ${during('Bucket', quarters)}
  )
  GROUP BY quarter
  HAVING sum(n) != 0`;
}

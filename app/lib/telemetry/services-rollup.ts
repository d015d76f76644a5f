// Which rows of the rollups answer for a time: hours and quarters of an hour where they are whole, minutes at the ends.
import { and, type Fragment, ident, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** From and to, seconds since the epoch, whole minutes. */
export type Stretch = readonly [from: number, to: number];

/** The stretches that are read from each of the rollups. */
export interface RollupParts {
  readonly minutes: readonly Stretch[];
  readonly quarters: readonly Stretch[];
  /** Without operations. */
  readonly hours: readonly Stretch[];
}

/** Where rates, errors and durations are read from. */
export interface RollupRows extends RollupParts {
  readonly database: string;
  /** Empty: all. */
  readonly environment: string;
  readonly service?: string | undefined;
}

/** Hours and quarters that do not know all of their spans, by where they begin. */
export interface Unsound {
  readonly hours: readonly number[];
  readonly quarters: readonly number[];
}

/** Seconds. */
export const QUARTER = 900;
export const HOUR = 3_600;
/** A shorter stretch has too few quarters for a second table to be worth its way, seconds, */
const SHORTEST = 7_200;
/** and too few hours for a third. */
const SHORTEST_OF_HOURS = 21_600;

/**
 * The whole hours and quarters of long stretches, and the minutes that are left. `hoursTo`: hours are read up to here, 0 where they do not
 * tell enough apart. `unsound`: what is read by the next smaller unit.
 */
export function partsOf(stretches: readonly Stretch[], hoursTo: number, unsound: Unsound): RollupParts {
  const minutes: Stretch[] = [];
  const quarters: Stretch[] = [];
  const hours: Stretch[] = [];
  for (const stretch of stretches) {
    const length = stretch[1] - stretch[0];
    if (length < SHORTEST) {
      minutes.push(stretch);
      continue;
    }
    const byHours =
      length < SHORTEST_OF_HOURS
        ? { whole: [], rest: [stretch] }
        : cut(stretch, HOUR, hoursTo, unsound.hours);
    hours.push(...byHours.whole);
    for (const left of byHours.rest) {
      const { whole, rest } = cut(left, QUARTER, left[1], unsound.quarters);
      quarters.push(...whole);
      minutes.push(...rest);
    }
  }
  return { minutes: joined(minutes), quarters: joined(quarters), hours: joined(hours) };
}

/** The whole units of a stretch up to `until` without some of them, and what is left of it; both may have empty stretches. */
function cut(
  [from, to]: Stretch,
  unit: number,
  until: number,
  without: readonly number[],
): { whole: Stretch[]; rest: Stretch[] } {
  const last = Math.floor(Math.min(to, until) / unit) * unit;
  const whole: Stretch[] = [];
  let at = Math.min(Math.ceil(from / unit) * unit, to);
  const rest: Stretch[] = [[from, at]];
  for (const one of [...without].sort((a, b) => a - b)) {
    if (one < at || one >= last) continue;
    whole.push([at, one]);
    rest.push([one, one + unit]);
    at = one + unit;
  }
  whole.push([at, Math.max(at, last)]);
  rest.push([Math.max(at, last), to]);
  return { whole: joined(whole), rest: joined(rest) };
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

/**
 * The rows of the tables with the columns of the one of minutes; in those of a longer unit `Minute` is where it begins, and those
 * of hours have no `SpanName`. `LastMinute` is the last one with spans.
 */
export function rollupRows({
  database,
  minutes,
  quarters,
  hours,
  environment,
  service,
}: RollupRows): Fragment {
  const only = [
    ...(environment === '' ? [] : [sql`Environment = ${str(environment)}`]),
    ...(service === undefined ? [] : [sql`ServiceName = ${str(service)}`]),
  ];
  const part = (table: string, own: string, conditions: readonly Fragment[]) =>
    sql`SELECT ${raw(own)}, ServiceName, SpanKind, Environment, Count, Errors, DurationSum, DurationQuantiles
        FROM ${ident(database, table)} WHERE ${and([...conditions, ...only])}`;
  const parts = [
    ...(hours.length === 0
      ? []
      : [
          part(
            'otel_traces_red_sums',
            `Bucket AS Minute, LastMinute, CAST('', 'LowCardinality(String)') AS SpanName`,
            [OF_SERVICES, during('Bucket', hours)],
          ),
        ]),
    ...(quarters.length === 0
      ? []
      : [
          part('otel_traces_red_15m', 'Bucket AS Minute, LastMinute, SpanName', [during('Bucket', quarters)]),
        ]),
    ...(minutes.length === 0 && hours.length + quarters.length > 0
      ? []
      : [part('otel_traces_red_1m', 'Minute, Minute AS LastMinute, SpanName', [during('Minute', minutes)])]),
  ];
  return sql`(${join(parts, ' UNION ALL ')})`;
}

const OF_SERVICES = raw(`Scope = 'service'`);

function during(column: 'Minute' | 'Bucket', stretches: readonly Stretch[]): Fragment {
  const time = raw(column);
  const each = stretches.map(
    ([from, to]) =>
      sql`(${time} >= toDateTime(${param('UInt32', from)}) AND ${time} < toDateTime(${param('UInt32', to)}))`,
  );
  return each.length === 0 ? raw('0') : sql`(${join(each, ' OR ')})`;
}

/** A row of `unsoundQuery`: seconds, since the epoch where it begins. */
export interface UnsoundRow {
  readonly unit: number;
  readonly at: number;
}

/**
 * The hours and quarters whose rollup does not have as many spans as were stored: a view may fail without failing the insert, and what
 * was inserted while the table was filled for the first time may be missing or there twice.
 */
export function unsoundQuery(
  database: string,
  { hours, quarters }: Pick<RollupParts, 'hours' | 'quarters'>,
): Fragment {
  const counted = (unit: number, table: string, n: string, conditions: readonly Fragment[]) =>
    sql`SELECT toUInt32(${raw(String(unit))}) AS unit, intDiv(toUnixTimestamp(Bucket), unit) * unit AS at, ${raw(n)} AS n
    FROM ${ident(database, table)} WHERE ${and(conditions)}`;
  const parts = [
    ...(quarters.length === 0
      ? []
      : [
          counted(QUARTER, 'otel_spans_5m', 'toInt64(Spans)', [during('Bucket', quarters)]),
          counted(QUARTER, 'otel_traces_red_15m', '-toInt64(Count)', [during('Bucket', quarters)]),
        ]),
    ...(hours.length === 0
      ? []
      : [
          counted(HOUR, 'otel_spans_5m', 'toInt64(Spans)', [during('Bucket', hours)]),
          counted(HOUR, 'otel_traces_red_sums', '-toInt64(Count)', [OF_SERVICES, during('Bucket', hours)]),
        ]),
  ];
  return sql`SELECT unit, toUInt32(at) AS at FROM (${join(parts, ' UNION ALL ')})
  GROUP BY unit, at
  HAVING sum(n) != 0`;
}

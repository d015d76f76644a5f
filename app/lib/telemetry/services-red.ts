// Rate, errors and durations of services and their operations, from the rollup per minute.
import { and, type Fragment, ident, int, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** Which minutes of which environment are read; all times are seconds since the epoch, whole minutes. */
export interface RedRange {
  readonly database: string;
  /** Where the period before begins; `from` when it is not asked for. */
  readonly before: number;
  readonly from: number;
  readonly to: number;
  /** Empty: all. */
  readonly environment: string;
}

/** What stands for a service's requests: these kinds of spans, or all of them where it has none. */
const ENTRY = raw(`('Server', 'Consumer')`);
const RED_QUANTILES = raw('0.5, 0.95, 0.99');
const STEPS = 200;
/** 0.005, 0.01, … 0.995: how durations are spread, fine enough for Apdex. */
const SPREAD = Array.from({ length: STEPS - 1 }, (_, index) => (index + 1) / STEPS);

function rollup(database: string): Fragment {
  return ident(database, 'otel_traces_red_1m');
}

function minutes(from: number, to: number): Fragment {
  return sql`Minute >= toDateTime(${param('UInt32', from)}) AND Minute < toDateTime(${param('UInt32', to)})`;
}

function inEnvironment(environment: string): Fragment[] {
  return environment === '' ? [] : [sql`Environment = ${str(environment)}`];
}

function ofService(service: string | undefined): Fragment[] {
  return service === undefined ? [] : [sql`ServiceName = ${str(service)}`];
}

/** A row of `servicesSeenQuery`. */
export interface ServiceSeenRow {
  readonly service: string;
  /** Seconds since the epoch; 0: not in the environment that was asked for. */
  readonly last: number;
  readonly spans: string;
  readonly environments: readonly string[];
}

/** The services of the range, or one of them, with when they were last seen, and in which environments, whichever is asked for. */
export function servicesSeenQuery({ database, from, to, environment }: RedRange, service?: string): Fragment {
  const seen = and(inEnvironment(environment));
  return sql`SELECT toString(ServiceName) AS service, toUnixTimestamp(maxIf(Minute, ${seen})) AS last,
    toString(sumIf(Count, ${seen})) AS spans, groupUniqArray(1000)(toString(Environment)) AS environments
  FROM ${rollup(database)}
  WHERE ${and([minutes(from, to), ...ofService(service)])}
  GROUP BY service`;
}

/** A row of `redQuery`. 64-bit integers are text; durations are nanoseconds, null where there are none. */
export interface RedRow {
  readonly service: string;
  /** Empty when services are asked for. */
  readonly name: string;
  readonly kind: string;
  readonly requests: string;
  readonly errors: string;
  /** Of all durations together. */
  readonly total: string;
  readonly quantiles: readonly (number | null)[];
  /** The quantiles of `SPREAD`; empty for operations. */
  readonly spread: readonly (number | null)[];
  readonly requestsBefore: string;
  readonly errorsBefore: string;
  readonly quantilesBefore: readonly (number | null)[];
  /** Slot, requests, errors, 95th percentile. */
  readonly points: readonly (readonly [number, number, number, number | null])[];
}

interface RedWanted {
  /** Only this one. */
  readonly service?: string;
  readonly by: 'service' | 'operation';
  /** Seconds of one point; points are counted from `from`. */
  readonly interval: number;
  /** The most rows, those that took most time first. */
  readonly limit: number;
}

/**
 * Requests of services, or of their operations, in the range and the period before. A service that has neither Server nor
 * Consumer spans in both is judged by all its spans.
 */
export function redQuery(range: RedRange, { service, by, interval, limit }: RedWanted): Fragment {
  const { database, before, from, to, environment } = range;
  const rows = [minutes(before, to), ...inEnvironment(environment), ...ofService(service)];
  const isRequest = sql`SpanKind IN ${ENTRY} OR ServiceName GLOBAL IN (
      SELECT ServiceName FROM ${rollup(database)} WHERE ${and(rows)} GROUP BY ServiceName HAVING countIf(SpanKind IN ${ENTRY}) = 0)`;
  const operation = by === 'operation' ? raw('toString(SpanName), toString(SpanKind)') : raw(`'', ''`);
  const spread =
    by === 'operation'
      ? raw(`CAST([], 'Array(Float32)')`)
      : sql`quantilesTDigestMergeIf(${raw(SPREAD.join(', '))})(digest, slot >= 0)`;
  return sql`SELECT key.1 AS service, key.2 AS name, key.3 AS kind,
    toString(sumIf(n, slot >= 0)) AS requests, toString(sumIf(e, slot >= 0)) AS errors, toString(sumIf(t, slot >= 0)) AS total,
    quantilesTDigestMergeIf(${RED_QUANTILES})(digest, slot >= 0) AS quantiles, ${spread} AS spread,
    toString(sumIf(n, slot < 0)) AS requestsBefore, toString(sumIf(e, slot < 0)) AS errorsBefore,
    quantilesTDigestMergeIf(${RED_QUANTILES})(digest, slot < 0) AS quantilesBefore,
    groupArrayIf((toInt32(slot), toFloat64(n), toFloat64(e), finalizeAggregation(digest)[2]), slot >= 0) AS points
  FROM (
    SELECT tuple(toString(ServiceName), ${operation}) AS key,
      if(Minute < toDateTime(${param('UInt32', from)}), -1, intDiv(toUnixTimestamp(Minute) - ${int(from)}, ${int(interval)})) AS slot,
      sum(Count) AS n, sum(Errors) AS e, sum(DurationSum) AS t,
      quantilesTDigestMergeState(${RED_QUANTILES})(DurationQuantiles) AS digest
    FROM ${rollup(database)}
    WHERE ${and([...rows, isRequest])}
    GROUP BY key, slot
  )
  GROUP BY key
  ORDER BY sumIf(t, slot >= 0) DESC, key
  LIMIT ${int(limit)}`;
}

/**
 * The share of durations up to `limit` (nanoseconds), 0 to 1, from the quantiles of `SPREAD`, to half a percent. Between two
 * of them durations are taken to be spread evenly.
 */
export function shareUpTo(limit: number, spread: readonly (number | null)[]): number {
  const above = spread.findIndex((duration) => duration !== null && duration > limit);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low, high] = [spread[above - 1] ?? 0, spread[above] ?? 0];
  return (above + (limit - low) / Math.max(1, high - low)) / STEPS;
}

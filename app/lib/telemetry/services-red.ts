// Rate, errors and durations of services and their operations, from the rollups per minute and quarter of an hour.
import { type Fragment, int, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type RollupRows, rollupRows } from './services-rollup.ts';

/** What stands for a service's requests: these kinds of spans, or all of them where it has none. */
const ENTRY = raw(`('Server', 'Consumer')`);
const RED_QUANTILES = raw('0.5, 0.95, 0.99');
const STEPS = 200;
/** 0.005, 0.01, … 0.995: how durations are spread, fine enough for Apdex. */
const SPREAD = Array.from({ length: STEPS - 1 }, (_, index) => (index + 1) / STEPS);

/** A row of `servicesSeenQuery`. */
export interface ServiceSeenRow {
  readonly service: string;
  /** Seconds since the epoch; 0: not in the environment that was asked for. */
  readonly last: number;
  readonly spans: string;
  readonly environments: readonly string[];
}

/** The services of the range, with when they were last seen, and in which environments: `rows` are of all environments. */
export function servicesSeenQuery(rows: RollupRows, environment: string): Fragment {
  const seen = environment === '' ? sql`1` : sql`Environment = ${str(environment)}`;
  return sql`SELECT toString(ServiceName) AS service, toUnixTimestamp(maxIf(LastMinute, ${seen})) AS last,
    toString(sumIf(Count, ${seen})) AS spans, groupUniqArray(1000)(toString(Environment)) AS environments
  FROM ${rollupRows(rows)}
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
  /** Slot, requests, errors, p50, p95 and p99. */
  readonly points: readonly RedPoint[];
}

type RedPoint = readonly [
  slot: number,
  requests: number,
  errors: number,
  p50: number | null,
  p95: number | null,
  p99: number | null,
];

interface RedWanted {
  readonly by: 'service' | 'operation';
  /** Where the range begins, seconds since the epoch: rows from before are the period before. */
  readonly from: number;
  /** Points are counted from here, a stretch of `interval` seconds each. */
  readonly pointsFrom: number;
  readonly interval: number;
  /** The most rows, those that took most time first. */
  readonly limit: number;
}

/**
 * Requests of services, or of their operations, in the range and the period before. A service that has neither Server nor
 * Consumer spans in both is judged by all its spans.
 */
export function redQuery(rows: RollupRows, { by, from, pointsFrom, interval, limit }: RedWanted): Fragment {
  const isRequest = sql`SpanKind IN ${ENTRY} OR ServiceName GLOBAL IN (
      SELECT ServiceName FROM ${rollupRows(rows)} GROUP BY ServiceName HAVING countIf(SpanKind IN ${ENTRY}) = 0)`;
  const operation = by === 'operation' ? raw('toString(SpanName), toString(SpanKind)') : raw(`'', ''`);
  // One merge for all that is asked of the digests: reading a quantile off costs nothing beside it.
  const levels = by === 'operation' ? RED_QUANTILES : raw(`0.5, 0.95, 0.99, ${SPREAD.join(', ')}`);
  const merged = sql`quantilesTDigestMergeIf(${levels})(digest, slot >= 0)`;
  return sql`SELECT key.1 AS service, key.2 AS name, key.3 AS kind,
    toString(sumIf(n, slot >= 0)) AS requests, toString(sumIf(e, slot >= 0)) AS errors, toString(sumIf(t, slot >= 0)) AS total,
    arraySlice(${merged}, 1, 3) AS quantiles, arraySlice(${merged}, 4) AS spread,
    toString(sumIf(n, slot < 0)) AS requestsBefore, toString(sumIf(e, slot < 0)) AS errorsBefore,
    quantilesTDigestMergeIf(${RED_QUANTILES})(digest, slot < 0) AS quantilesBefore,
    groupArrayIf((toInt32(slot), toFloat64(n), toFloat64(e), finalizeAggregation(digest)[1], finalizeAggregation(digest)[2],
      finalizeAggregation(digest)[3]), slot >= 0) AS points
  FROM (
    SELECT tuple(toString(ServiceName), ${operation}) AS key,
      if(Minute < toDateTime(${param('UInt32', from)}), -1, intDiv(toUnixTimestamp(Minute) - ${int(pointsFrom)}, ${int(interval)})) AS slot,
      sum(Count) AS n, sum(Errors) AS e, sum(DurationSum) AS t,
      quantilesTDigestMergeState(${RED_QUANTILES})(DurationQuantiles) AS digest
    FROM ${rollupRows(rows)}
    WHERE ${isRequest}
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

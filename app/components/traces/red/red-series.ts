// Rate, errors and durations as series over all intervals of the range: what is not in the answer had no spans. Pure.
import type { RedResponse } from '#app/lib/traces/schema.ts';

export interface RedSeries {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  /** Start of each interval, epoch milliseconds. */
  readonly starts: readonly number[];
  /** Spans per second. */
  readonly rate: readonly number[];
  /** Spans with an error, per second. */
  readonly errorRate: readonly number[];
  /** Of all spans, 0 to 1; null where there are none. */
  readonly errorShare: readonly (number | null)[];
  /** Nanoseconds; null where there are no spans. */
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly spans: readonly number[];
  readonly errors: readonly number[];
  readonly total: number;
  readonly totalErrors: number;
  /** Over the whole range, spans per second. */
  readonly meanRate: number;
}

/** More points than pixels say nothing. */
const MOST_POINTS = 2_000;

export function redSeries({ fromMs, toMs, intervalMs, points }: RedResponse): RedSeries {
  const offset = points[0] === undefined ? 0 : points[0].ms % intervalMs;
  const first = Math.floor((fromMs - offset) / intervalMs) * intervalMs + offset;
  const count = Math.min(MOST_POINTS, Math.max(1, Math.ceil((toMs - first) / intervalMs)));
  const starts = Array.from({ length: count }, (_, at) => first + at * intervalMs);
  const byMs = new Map(points.map((point) => [point.ms, point]));
  const found = starts.map((ms) => byMs.get(ms));
  const total = points.reduce((sum, point) => sum + point.count, 0);
  return {
    fromMs,
    toMs,
    intervalMs,
    starts,
    rate: found.map((point, at) => (point?.count ?? 0) / secondsAt(at)),
    errorRate: found.map((point, at) => (point?.errors ?? 0) / secondsAt(at)),
    errorShare: found.map((point) => (point ? point.errors / point.count : null)),
    p50: found.map((point) => point?.p50 ?? null),
    p95: found.map((point) => point?.p95 ?? null),
    p99: found.map((point) => point?.p99 ?? null),
    spans: found.map((point) => point?.count ?? 0),
    errors: found.map((point) => point?.errors ?? 0),
    total,
    totalErrors: points.reduce((sum, point) => sum + point.errors, 0),
    meanRate: total / Math.max(0.001, (toMs - fromMs) / 1_000),
  };

  /** The part of an interval that lies in the range: the first and the last one are cut. */
  function secondsAt(at: number): number {
    const start = starts[at] ?? first;
    return Math.max(1, Math.min(toMs, start + intervalMs) - Math.max(fromMs, start)) / 1_000;
  }
}

/** A percentile of the whole lies between those of its parts; null are parts without spans. */
export function withinParts(value: number, parts: readonly (number | null)[]): number {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return value;
  const least = known.reduce((low, part) => Math.min(low, part));
  const most = known.reduce((high, part) => Math.max(high, part));
  return Math.min(most, Math.max(least, value));
}

// The points of a service as lines of charts. Pure.
import type { ServiceResponse } from '#app/lib/services/schema.ts';

/** The percentiles that are drawn over time; they differ in their strokes, not only in colour. */
export const DURATION_LINES = [{ key: 'p95', color: 'var(--series-2)', dash: [] }] as const;

/** Intervals that have not begun have no values; the rate of one that is not over is of the part that is. */
export function seriesOf({ service, intervalMs, fromMs, toMs }: ServiceResponse, nowMs = Date.now()) {
  const { points } = service;
  const lengthOf = (ms: number) =>
    Math.max(1, Math.min(ms + intervalMs, toMs, Math.max(nowMs, fromMs + 1)) - Math.max(ms, fromMs)) / 1_000;
  const isOver = (ms: number) => ms > nowMs;
  return {
    starts: points.map(({ ms }) => ms),
    intervalMs,
    rate: points.map(({ ms, requests }) => (isOver(ms) ? null : requests / lengthOf(ms))),
    errorShare: points.map(({ requests, errors }) => (requests === 0 ? null : errors / requests)),
    p95: points.map(({ p95 }) => p95),
  };
}

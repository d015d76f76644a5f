// The points of a service as lines of charts. Pure.
import type { ServiceResponse } from '#app/lib/services/schema.ts';

/** The percentiles that are drawn over time; they differ in their strokes, not only in colour. */
export const DURATION_LINES = [{ key: 'p95', color: 'var(--series-2)', dash: [] }] as const;

/** Intervals that are not over have no rate yet: their last spans are still on the way. */
export function seriesOf({ service, intervalMs, fromMs, toMs }: ServiceResponse, nowMs = Date.now()) {
  const { points } = service;
  const isOver = (ms: number) => ms + intervalMs <= nowMs;
  const secondsOf = (ms: number) =>
    Math.max(1, Math.min(ms + intervalMs, toMs) - Math.max(ms, fromMs)) / 1_000;
  return {
    starts: points.map(({ ms }) => ms),
    intervalMs,
    rate: points.map(({ ms, requests }) => (isOver(ms) ? requests / secondsOf(ms) : null)),
    errorShare: points.map(({ requests, errors }) => (requests === 0 ? null : errors / requests)),
    p95: points.map(({ p95 }) => p95),
  };
}

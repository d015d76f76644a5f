// The points of a service as lines of charts. Pure.
import { PERCENTILES } from '#app/components/charts/percentiles.tsx';
import type { ServiceResponse } from '#app/lib/services/schema.ts';

/** The percentiles that are known over time. */
export const DURATION_LINES = PERCENTILES.flatMap((line) => (line.key === 'p95' ? [line] : []));

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

// The points of a service as lines of charts. Pure.
import type { ServiceResponse } from '#app/lib/services/schema.ts';
import { finishedRates } from '../common/finished.ts';

/** Intervals that are not over have no rate yet: their last spans are still on the way. */
export function seriesOf(data: ServiceResponse, nowMs = Date.now()) {
  const { points } = data.service;
  return {
    starts: points.map(({ ms }) => ms),
    intervalMs: data.intervalMs,
    rate: finishedRates(points, data, nowMs),
    errorShare: points.map(({ requests, errors }) => (requests === 0 ? null : errors / requests)),
    p50: points.map(({ p50 }) => p50),
    p95: points.map(({ p95 }) => p95),
    p99: points.map(({ p99 }) => p99),
  };
}

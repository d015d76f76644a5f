// Rows of the rollup as the screens and the API show them: rates, shares, percentiles, Apdex, points. Pure.
import { type RedRow, shareUpTo } from '#app/lib/telemetry/services-red.ts';
import type { Minutes } from './minutes.ts';
import type { Red, ServiceEntry } from './schema.ts';

/** Of the range. */
export function redOf({ requests, errors, quantiles }: RedRow, { seconds }: Minutes): Red {
  return redFrom(Number(requests), Number(errors), quantiles, seconds);
}

/** Of the period before; null when it had nothing. */
export function redBefore(
  { requestsBefore, errorsBefore, quantilesBefore }: RedRow,
  { fromMs, toMs }: Minutes,
): Red | null {
  if (Number(requestsBefore) === 0) return null;
  return redFrom(Number(requestsBefore), Number(errorsBefore), quantilesBefore, (toMs - fromMs) / 1_000);
}

function redFrom(
  requests: number,
  errors: number,
  [p50, p95, p99]: readonly (number | null)[],
  seconds: number,
): Red {
  return {
    requests,
    errors,
    rate: requests / seconds,
    errorRate: requests === 0 ? 0 : errors / requests,
    p50: p50 ?? 0,
    p95: p95 ?? 0,
    p99: p99 ?? 0,
  };
}

/** All points of the range in order, also where nothing was. */
export function pointsOf({ points: stored }: RedRow, { pointsFromMs, intervalMs, points }: Minutes) {
  const bySlot = new Map(stored.map((point) => [point[0], point]));
  return Array.from({ length: points }, (_, slot) => {
    const [, requests = 0, errors = 0, p50 = null, p95 = null, p99 = null] = bySlot.get(slot) ?? [];
    return { ms: pointsFromMs + slot * intervalMs, requests, errors, p50, p95, p99 };
  });
}

/**
 * Satisfied are requests up to `apdexMs`, half satisfied those up to four times that. Failed ones are not satisfied, however
 * fast; they are taken to be as fast as the others. Null without requests.
 */
export function apdexOf({ requests, errors, spread }: RedRow, apdexMs: number): number | null {
  const all = Number(requests);
  if (all === 0) return null;
  const satisfied = shareUpTo(apdexMs * 1e6, spread);
  const tolerating = shareUpTo(apdexMs * 4e6, spread) - satisfied;
  return (satisfied + tolerating / 2) * (1 - Number(errors) / all);
}

/** One service. `lastSeenMs`: when its last span began, to the minute. */
export function entryOf(row: RedRow, minutes: Minutes, apdexMs: number, lastSeenMs: number): ServiceEntry {
  return {
    name: row.service,
    ...redOf(row, minutes),
    apdex: apdexOf(row, apdexMs),
    before: redBefore(row, minutes),
    points: pointsOf(row, minutes),
    lastSeenMs,
  };
}

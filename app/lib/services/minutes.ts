// Whole minutes: what the rollups of services can tell of a range. Pure.
import type { TimeRange } from '#app/lib/core/time.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';

const MINUTE_MS = 60_000;

/** The minutes that a range touches, and how they are cut into points. Milliseconds since the epoch. */
export interface Minutes {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly points: number;
  /** What rates are per: the length of the range as far as it is past. */
  readonly seconds: number;
}

/**
 * The minutes of a range: the first and the last count as a whole, because the rollups know no parts of them. `points`: how many
 * points there may be at most; 0: one for all.
 */
export function minutesOf({ fromNs, toNs }: TimeRange, points: number, nowMs: number): Minutes {
  const fromMs = Math.floor(Number(fromNs / 1_000_000n) / MINUTE_MS) * MINUTE_MS;
  const toMs = Math.ceil(Number((toNs + 999_999n) / 1_000_000n) / MINUTE_MS) * MINUTE_MS;
  const length = toMs - fromMs;
  const intervalMs = points === 0 ? length : Math.max(MINUTE_MS, chooseInterval(length, points));
  const seconds = Math.max(1, (Math.min(toMs, Math.max(nowMs, fromMs + 1_000)) - fromMs) / 1_000);
  return { fromMs, toMs, intervalMs, points: points === 0 ? 0 : Math.ceil(length / intervalMs), seconds };
}

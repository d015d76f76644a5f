// Whole minutes: what the rollups of services can tell of a range. Pure.
import { MAX_NS, type TimeRange } from '#app/lib/core/time.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** The last second that the rollups can name. */
const LAST_MS = Number(MAX_NS / 1_000_000n);

/** The minutes that a range touches, and how they are cut into points. Milliseconds since the epoch. */
export interface Minutes {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  /** The first point begins here: with the range, or up to a quarter of an hour before it. */
  readonly pointsFromMs: number;
  readonly points: number;
  /** What rates are per: the length of the range as far as it is past. */
  readonly seconds: number;
}

/**
 * The minutes of a range: the first and the last count as a whole, because the rollups know no parts of them. `points`: how many
 * points there may be at most; 0: one for all. Points of a quarter of an hour and more consist of whole quarters, so the range may
 * begin within the first of them, as it may end within the last.
 */
export function minutesOf(range: TimeRange, points: number, nowMs: number): Minutes {
  const { fromMs, toMs } = wholeOf(range, MINUTE_MS);
  const length = toMs - fromMs;
  const exact = points === 0 ? length : Math.max(MINUTE_MS, chooseInterval(length, points));
  const isOfQuarters = points > 0 && exact >= QUARTER_MS;
  const pointsFromMs = isOfQuarters ? Math.floor(fromMs / QUARTER_MS) * QUARTER_MS : fromMs;
  const intervalMs = isOfQuarters ? chooseInterval(toMs - pointsFromMs, points) : exact;
  const seconds = Math.max(1, (Math.min(toMs, Math.max(nowMs, fromMs + 1_000)) - fromMs) / 1_000);
  const count = points === 0 ? 0 : Math.ceil((toMs - pointsFromMs) / intervalMs);
  return { fromMs, toMs, intervalMs, pointsFromMs, points: count, seconds };
}

/** The range widened to whole units of time, as far as the rollups go; milliseconds since the epoch. */
export function wholeOf({ fromNs, toNs }: TimeRange, unitMs: number): { fromMs: number; toMs: number } {
  const fromMs = Math.floor(Number(fromNs / 1_000_000n) / unitMs) * unitMs;
  const toMs = Math.ceil(Number((toNs + 999_999n) / 1_000_000n) / unitMs) * unitMs;
  return { fromMs, toMs: Math.min(toMs, LAST_MS) };
}

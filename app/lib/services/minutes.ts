// Whole minutes: what the rollups of services can tell of a range. Pure.
import { MAX_NS, type TimeRange } from '#app/lib/core/time.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Ranges of this length and more are counted by whole quarters of an hour: for its ends alone, a day would have to read its minutes. */
const LONG_MS = 6 * HOUR_MS;
/** These begin with an hour, and so the period before ends with one. */
const DAY_MS = 24 * HOUR_MS;
/** The last second that the rollups can name. */
const LAST_MS = Number(MAX_NS / 1_000_000n);

/** What is counted of a range, whole minutes or more, and how it is cut into points. Epoch milliseconds. */
export interface Minutes {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  /** The first point begins here: with the range, or up to an hour before it. */
  readonly pointsFromMs: number;
  readonly points: number;
  /** What rates are per: the length of the range as far as it is past. */
  readonly seconds: number;
}

/**
 * What is counted of a range: the first and the last minute as a whole, because the rollups know no parts of them, of six hours and
 * more the first and the last quarter of an hour, and of a day and more the whole first hour. `points`: how many points there may be at most; 0: one for all. Points of a quarter of
 * an hour and more consist of whole quarters, those of an hour and more of whole hours, so the range may begin within the first
 * of them, as it may end within the last.
 */
export function minutesOf(range: TimeRange, points: number, nowMs: number): Minutes {
  const asked = Number(range.toNs - range.fromNs) / 1e6;
  const whole = wholeOf(range, asked >= LONG_MS ? QUARTER_MS : MINUTE_MS);
  const { toMs } = whole;
  const fromMs = asked >= DAY_MS ? Math.floor(whole.fromMs / HOUR_MS) * HOUR_MS : whole.fromMs;
  const length = toMs - fromMs;
  const exact = points === 0 ? length : Math.max(MINUTE_MS, chooseInterval(length, points));
  const unit =
    points === 0 ? MINUTE_MS : exact >= HOUR_MS ? HOUR_MS : exact >= QUARTER_MS ? QUARTER_MS : MINUTE_MS;
  const pointsFromMs = Math.floor(fromMs / unit) * unit;
  const intervalMs = unit === MINUTE_MS ? exact : chooseInterval(toMs - pointsFromMs, points);
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

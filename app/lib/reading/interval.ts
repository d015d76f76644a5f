// Chooses how long the intervals of a histogram are.
import { AppError } from '#app/lib/core/errors.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths that a person can read off an axis, all of which divide a day or are whole days; milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 7, 28].map((n) => n * DAY),
];

const MOST_AUTOMATIC = 120;
/** Points of one series that may be asked for. */
const MOST_POINTS = 2_000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** The shortest readable interval that cuts a range (milliseconds) into at most so many parts. */
export function chooseInterval(rangeMs: number, most = MOST_AUTOMATIC): number {
  const step = STEPS.find((candidate) => rangeMs / candidate <= most);
  return step ?? Math.ceil(rangeMs / most / (28 * DAY)) * 28 * DAY;
}

/**
 * `auto`, `none` (undefined) or a length such as `30s`, as milliseconds. Intervals are counted from 1970 in UTC.
 * Throws `bad_request` for anything else, and when it cuts the range into more than 2,000 parts.
 */
export function readInterval(text: string, rangeMs: number): number | undefined {
  if (text === 'auto') return chooseInterval(rangeMs);
  if (text === 'none') return undefined;
  const [, count = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text) ?? [];
  const length = Number(count) * (UNITS[unit] ?? 0);
  if (length <= 0)
    throw new AppError('bad_request', `"${text}" is not an interval.`, {
      hint: 'Use auto, none, or a length such as 30s, 5m, 1h or 1d.',
    });
  if (rangeMs / length > MOST_POINTS)
    throw new AppError(
      'bad_request',
      `An interval of ${text} cuts the range into more than ${MOST_POINTS} points.`,
      {
        hint: 'Choose a longer interval, a shorter range, or auto.',
      },
    );
  return length;
}

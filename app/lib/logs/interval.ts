// Chooses how long the intervals of a histogram are.

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

const MOST_INTERVALS = 120;

/** The shortest readable interval that cuts a range (milliseconds) into at most 120 parts. */
export function chooseInterval(rangeMs: number): number {
  const step = STEPS.find((candidate) => rangeMs / candidate <= MOST_INTERVALS);
  return step ?? Math.ceil(rangeMs / MOST_INTERVALS / (28 * DAY)) * 28 * DAY;
}

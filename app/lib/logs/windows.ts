// Cuts a time range into windows that grow, so that the cost of "the latest rows" does not depend on the range.
import type { TimeRange } from '#app/lib/core/time.ts';

const MINUTE = 60_000_000_000n;

/** The first window. */
const FIRST = 15n * MINUTE;
/** A window is at least so many times as long as the one before it. */
const GROWTH = 8;
/**
 * A window is made as long as may be read in this time at the speed of the one before it: where an index leaves little to
 * read, the second window is all the rest, and sparse matches cost hardly more than one statement.
 */
const AIM_MS = 1_000;
/** No statement is quicker, however little it reads. */
const LEAST_MS = 2;

/**
 * The windows of a range in the order of reading, without gap or overlap. `elapsedMs` is asked after each one: the time its
 * reading took. The last one takes what is left.
 */
export function* growingWindows(
  range: TimeRange,
  order: 'asc' | 'desc',
  elapsedMs: () => number,
): Generator<TimeRange> {
  let length = FIRST;
  let { fromNs, toNs } = range;
  while (fromNs < toNs) {
    const isLast = toNs - fromNs <= length + length / 2n;
    if (order === 'desc') {
      const start = isLast ? fromNs : toNs - length;
      yield { fromNs: start, toNs };
      toNs = start;
    } else {
      const end = isLast ? toNs : fromNs + length;
      yield { fromNs, toNs: end };
      fromNs = end;
    }
    length *= BigInt(Math.max(GROWTH, Math.floor(AIM_MS / Math.max(LEAST_MS, elapsedMs()))));
  }
}

// Cuts a time range into windows that grow, so that the cost of "the latest rows" does not depend on the range.
import type { TimeRange } from '#app/lib/core/time.ts';

const MINUTE = 60_000_000_000n;

/** The first window of a search. */
const FIRST = 15n * MINUTE;
/** Where nothing was found, a window is at least so many times as long as the one before it. */
const GROWTH = 8;
/**
 * A window may be as long as if this many rows were read in it at the rate of the one before: where an index leaves
 * little to read, the second window is all the rest, and sparse matches cost hardly more than one statement.
 */
const AIM_ROWS = 10_000_000;
/** Matches are not spread evenly: look this much further than would do if they were. */
const SURPLUS = 2;

/** No window is shorter: so many rows are read at least, and a burst may have ended. */
const SHORTEST = 1_000_000_000n;

/** The length of a page's first window when the page before it covered so much time, if there was one; nanoseconds. */
export function firstWindow(paceNs: bigint | undefined): bigint {
  if (paceNs === undefined) return FIRST;
  const length = paceNs * BigInt(SURPLUS);
  return length > SHORTEST ? length : SHORTEST;
}

/** What came of a window. */
export interface WindowResult {
  readonly rowsRead: number;
  /** Rows that matched. */
  readonly found: number;
  /** Rows that are still wanted. */
  readonly missing: number;
}

/**
 * The windows of a range in the order of reading, without gap or overlap. After each one `result` is asked what came of it.
 * `first` is the length of the first one, nanoseconds.
 * The last one takes what is left.
 */
export function* growingWindows(
  range: TimeRange,
  order: 'asc' | 'desc',
  result: () => WindowResult,
  first = FIRST,
): Generator<TimeRange> {
  let length = first;
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
    length *= BigInt(growth(result()));
  }
}

function growth({ rowsRead, found, missing }: WindowResult): number {
  const byCost = Math.max(GROWTH, Math.floor(AIM_ROWS / Math.max(1, rowsRead)));
  if (found === 0) return byCost;
  return Math.max(1, Math.min(byCost, Math.ceil((SURPLUS * missing) / found)));
}

// Cuts a time range into windows that grow, so that the cost of "the latest rows" does not depend on the range.
import type { TimeRange } from '#app/lib/core/time.ts';

const MINUTE = 60_000_000_000n;

/** The first window; each later one is `GROWTH` times as long. A month takes five. */
const FIRST = 15n * MINUTE;
const GROWTH = 8n;

/** The windows of a range in the order of reading, without gap or overlap. The last one takes what is left. */
export function* growingWindows(range: TimeRange, order: 'asc' | 'desc'): Generator<TimeRange> {
  let length = FIRST;
  let { fromNs, toNs } = range;
  while (fromNs < toNs) {
    const whole = toNs - fromNs <= length + length / 2n;
    if (order === 'desc') {
      const start = whole ? fromNs : toNs - length;
      yield { fromNs: start, toNs };
      toNs = start;
    } else {
      const end = whole ? toNs : fromNs + length;
      yield { fromNs, toNs: end };
      fromNs = end;
    }
    length *= GROWTH;
  }
}

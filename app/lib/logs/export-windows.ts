// Cuts the range of an export into windows that the engine can sort one at a time, however many rows there are. Pure.
import type { TimeRange } from '#app/lib/core/time.ts';

/** A piece of the range, and how many rows the table has in it, whether they match or not. */
export interface CountedInterval {
  readonly range: TimeRange;
  readonly rows: number;
}

/** A window is meant to have about this many bytes of output. */
const WANTED_BYTES = 32 * 1024 ** 2;
/** Before anything is known. */
export const FIRST_WINDOW_ROWS = 50_000;
const LEAST_ROWS = 1_000;
/** How much a window may differ from the one before. */
const GROWTH = 8;

/** How many rows the next window should have, going by the bytes that the last one gave. */
export function nextWindowRows(rows: number, bytes: number): number {
  const factor = bytes === 0 ? GROWTH : WANTED_BYTES / bytes;
  return Math.max(LEAST_ROWS, Math.round(rows * Math.min(GROWTH, Math.max(1 / GROWTH, factor))));
}

/**
 * Windows of a range, without gap or overlap, in the order of the intervals, which are adjacent. Small intervals are put
 * together, large ones cut evenly. `wantedRows` is asked anew for each window.
 */
export function* exportWindows(
  intervals: Iterable<CountedInterval>,
  order: 'asc' | 'desc',
  wantedRows: () => number,
): Generator<CountedInterval> {
  let open: CountedInterval | undefined;
  for (const interval of intervals) {
    if (open !== undefined && open.rows + interval.rows > wantedRows()) {
      yield open;
      open = undefined;
    }
    let rest: CountedInterval = open === undefined ? interval : joined(open, interval, order);
    for (let most = wantedRows(); rest.rows > most; most = wantedRows()) {
      const cut = cutOff(rest, most, order);
      if (cut === undefined) break;
      yield cut.first;
      rest = cut.rest;
    }
    open = rest;
  }
  if (open !== undefined) yield open;
}

/** About so many rows of an interval and what is left; undefined where time cannot tell them apart. */
function cutOff(
  { range: { fromNs, toNs }, rows }: CountedInterval,
  wanted: number,
  order: 'asc' | 'desc',
): { first: CountedInterval; rest: CountedInterval } | undefined {
  const length = toNs - fromNs;
  const part = (length * BigInt(wanted)) / BigInt(rows);
  if (part < 1n || part >= length) return undefined;
  const cut = order === 'asc' ? fromNs + part : toNs - part;
  const earlier = { fromNs, toNs: cut };
  const later = { fromNs: cut, toNs };
  return order === 'asc'
    ? { first: { range: earlier, rows: wanted }, rest: { range: later, rows: rows - wanted } }
    : { first: { range: later, rows: wanted }, rest: { range: earlier, rows: rows - wanted } };
}

function joined(one: CountedInterval, next: CountedInterval, order: 'asc' | 'desc'): CountedInterval {
  const [early, late] = order === 'asc' ? [one.range, next.range] : [next.range, one.range];
  return { range: { fromNs: early.fromNs, toNs: late.toNs }, rows: one.rows + next.rows };
}

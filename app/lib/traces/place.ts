// Places in the order of pages by time: the newest trace first, and among traces of one time by their hash. Pure.
import type { TimeRange } from '#app/lib/core/time.ts';
import type { NewestTraceRow, TracePlace } from '#app/lib/telemetry/traces.ts';
import type { TraceCursor } from './cursor.ts';

/** The place that a page begins behind; undefined where it begins at a point in time. */
export function placeOf(cursor: TraceCursor | undefined): TracePlace | undefined {
  if (cursor?.hash === undefined || cursor.hash === null) return undefined;
  return { timestampNs: cursor.measure, hash: cursor.hash };
}

export function hasPlace({ fromNs, toNs }: TimeRange, place: TracePlace | undefined): boolean {
  return place !== undefined && fromNs <= place.timestampNs && place.timestampNs < toNs;
}

/** The order of the pages. */
export function byPlace(one: NewestTraceRow, other: NewestTraceRow): number {
  const difference = BigInt(other.ts) - BigInt(one.ts) || BigInt(other.hash) - BigInt(one.hash);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

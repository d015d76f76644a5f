// Points and ranges of time as traces need them. Pure.
import { MAX_NS, MIN_NS, type TimeRange } from '#app/lib/core/time.ts';

/** The nearest point in time that can be told, nanoseconds. */
export function clamped(ns: bigint): bigint {
  return least(greatest(ns, MIN_NS), MAX_NS);
}

export function least(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}

export function greatest(one: bigint, other: bigint): bigint {
  if (one > other) return one;
  return other;
}

/** The milliseconds that a range touches. */
export function wholeMillis({ fromNs, toNs }: TimeRange): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Number(fromNs / 1_000_000n), toMs: Number((toNs + 999_999n) / 1_000_000n) };
}

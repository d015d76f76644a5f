// Ranges of time in the milliseconds of charts. Pure.
import type { TimeRange } from '#app/lib/core/time.ts';

/** The milliseconds that a range touches. */
export function wholeMillis({ fromNs, toNs }: TimeRange): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Number(fromNs / 1_000_000n), toMs: Number((toNs + 999_999n) / 1_000_000n) };
}

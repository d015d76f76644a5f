// Requests per second of intervals that the range may cut, and of which the last one may not be over. Pure.

/** Epoch milliseconds, and how long an interval is. */
export interface Cut {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
}

/** Per second of the part inside the range; null for an interval that is not over, which would look like a fall. */
export function finishedRates(
  points: readonly { readonly ms: number; readonly requests: number }[],
  { fromMs, toMs, intervalMs }: Cut,
  nowMs = Date.now(),
): readonly (number | null)[] {
  return points.map(({ ms, requests }) => {
    if (points.length > 1 && ms + intervalMs > nowMs) return null;
    const insideMs = Math.min(ms + intervalMs, toMs) - Math.max(ms, fromMs);
    return requests / Math.max(1, insideMs / 1_000);
  });
}

// What is known of intervals of which the last one may not be over. Pure.

/** Requests of each interval; null for the one that is not over, which would look like a fall. */
export function finishedRequests(
  points: readonly { readonly ms: number; readonly requests: number }[],
  nowMs = Date.now(),
): readonly (number | null)[] {
  const intervalMs = (points[1]?.ms ?? 0) - (points[0]?.ms ?? 0);
  return points.map(({ ms, requests }) => (points.length > 1 && ms + intervalMs > nowMs ? null : requests));
}

// Rates of one table in one unit, so that they can be compared at a glance. Pure.

/** How to print rates (per second) of which this is the greatest: all per second, per minute or per hour. */
export function rateFormat(most: number): (perSecond: number) => string {
  const { unit, times } = UNITS.find(({ least }) => most >= least) ?? UNITS[2];
  return (perSecond) => `${threeDigits(perSecond * times)}/${unit}`;
}

const UNITS = [
  { unit: 's', times: 1, least: 1 },
  { unit: 'min', times: 60, least: 1 / 60 },
  { unit: 'h', times: 3_600, least: 0 },
] as const;

function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return '< 0.01';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Requests of each interval; null for the one that is not over, which would look like a fall. */
export function finishedRequests(
  points: readonly { readonly ms: number; readonly requests: number }[],
  nowMs = Date.now(),
): readonly (number | null)[] {
  const intervalMs = (points[1]?.ms ?? 0) - (points[0]?.ms ?? 0);
  return points.map(({ ms, requests }) => (points.length > 1 && ms + intervalMs > nowMs ? null : requests));
}

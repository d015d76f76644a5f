// Log-normal durations as histogram buckets: how much of the distribution lies in each.

/** Buckets with the share of values in each; shares add up to 1. */
export interface Buckets {
  readonly shares: Float64Array;
  /** A typical value of each bucket, for the sum. */
  readonly typical: Float64Array;
}

/** Explicit bounds of the HTTP conventions, in seconds. */
export const BOUNDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Exponential buckets: base 2^(1/4), from 2^-12 to 2^4 seconds. */
export const SCALE = 2;
export const OFFSET = -12 * 2 ** SCALE;
const EXPONENTIAL = 16 * 2 ** SCALE;
const EXPONENTIAL_BOUNDS: readonly number[] = Array.from(
  { length: EXPONENTIAL + 1 },
  (_, i) => 2 ** ((OFFSET + i) / 2 ** SCALE),
);

/** The shares of a log-normal distribution between explicit bounds: one more than there are bounds. */
export function explicitBuckets(bounds: readonly number[], median: number, sigma: number): Buckets {
  const shares = new Float64Array(bounds.length + 1);
  const typical = new Float64Array(bounds.length + 1);
  for (let i = 0; i <= bounds.length; i++) {
    const low = i === 0 ? 0 : (bounds[i - 1] as number);
    const high = i === bounds.length ? Number.POSITIVE_INFINITY : (bounds[i] as number);
    shares[i] = below(high, median, sigma) - below(low, median, sigma);
    typical[i] = high === Number.POSITIVE_INFINITY ? low * 1.3 : (low + high) / 2;
  }
  return { shares, typical };
}

/** The shares of a log-normal distribution in the exponential buckets; what lies outside is counted at the ends. */
export function exponentialBuckets(median: number, sigma: number): Buckets {
  const inner = explicitBuckets(EXPONENTIAL_BOUNDS, median, sigma);
  const shares = inner.shares.slice(1, -1);
  shares[0] = (shares[0] as number) + (inner.shares[0] as number);
  shares[EXPONENTIAL - 1] = (shares[EXPONENTIAL - 1] as number) + (inner.shares[EXPONENTIAL + 1] as number);
  return { shares, typical: inner.typical.slice(1, -1) };
}

/** Share of values under `value`: the normal distribution function by Abramowitz and Stegun 26.2.17, good to 1e-7. */
function below(value: number, median: number, sigma: number): number {
  if (value <= 0) return 0;
  if (value === Number.POSITIVE_INFINITY) return 1;
  const z = Math.log(value / median) / sigma;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

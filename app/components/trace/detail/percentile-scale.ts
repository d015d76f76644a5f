// Where durations stand on a small bar whose scale is logarithmic. Pure.

/** Shares of the bar's length, 0 to 1. */
export interface PercentileScale {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly duration: number;
}

/** All of them with some room on both sides; durations are nanoseconds. */
export function percentileScale(
  durationNs: number,
  percentiles: { readonly p50: number; readonly p95: number; readonly p99: number },
): PercentileScale {
  const log = (ns: number) => Math.log10(Math.max(1, ns));
  const { p50, p95, p99 } = percentiles;
  const least = Math.min(log(p50), log(durationNs));
  const most = Math.max(log(p99), log(durationNs));
  const room = Math.max(0.15, (most - least) * 0.12);
  const share = (ns: number) => (log(ns) - (least - room)) / (most - least + 2 * room);
  return { p50: share(p50), p95: share(p95), p99: share(p99), duration: share(durationNs) };
}

/** `slower than 97% of 12,034`, as exact as so many spans allow. */
export function rankText(rank: number, spans: number): string {
  const count = new Intl.NumberFormat('en-US').format(spans);
  const percent = rank * 100;
  if (percent >= 100) return `as slow as any of ${count}`;
  if (percent < 1) return `quicker than nearly all of ${count}`;
  if (percent < 50) return `quicker than ${100 - Math.floor(percent)}% of ${count}`;
  // Rounded down, because 100% of them would count the span itself.
  const digits = spans >= 1_000 && percent > 99 ? 1 : 0;
  return `slower than ${(Math.floor(percent * 10 ** digits) / 10 ** digits).toFixed(digits)}% of ${count}`;
}

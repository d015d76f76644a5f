// Reads a rank off quantiles. Pure.

/** The share of values, 0 to 1, up to `value`, by the values at rising levels; between them it rises evenly. */
export function rankAmong(value: number, quantiles: readonly number[], levels: readonly number[]): number {
  const above = quantiles.findIndex((quantile) => quantile > value);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low = 0, high = 0] = [quantiles[above - 1], quantiles[above]];
  const [from = 0, to = 1] = [levels[above - 1], levels[above]];
  return high === low ? to : from + ((to - from) * (value - low)) / (high - low);
}

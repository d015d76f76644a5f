// Rates and shares as text. Rates that stand together have one unit, so that they can be compared at a glance. Pure.

const UNITS = [
  { unit: 's', times: 1, least: 1 },
  { unit: 'min', times: 60, least: 1 / 60 },
  { unit: 'h', times: 3_600, least: 0 },
] as const;

/** How to print rates (per second) of which this is the greatest: all per second, per minute or per hour. */
export function rateFormat(most: number): (perSecond: number) => string {
  const { unit, times } = unitOf(most);
  return (perSecond) => `${threeDigits(perSecond * times)}/${unit}`;
}

/** One of the unit that `rateFormat` prints, per second: round ticks are multiples of it. */
export function rateUnit(most: number): number {
  return 1 / unitOf(most).times;
}

/** A rate that stands alone: `12.3/s`, `4.50/min`, whichever says it with a number near one. */
export function rateText(perSecond: number): string {
  return perSecond === 0 ? '0/s' : rateFormat(perSecond)(perSecond);
}

/** `0.42 %`, and never `0 %` for what is not nothing. */
export function percentText(share: number): string {
  if (share === 0) return '0 %';
  const percent = share * 100;
  return percent < 0.01 ? '< 0.01 %' : `${percent >= 10 ? percent.toFixed(1) : percent.toFixed(2)} %`;
}

function unitOf(most: number) {
  return UNITS.find(({ least }) => most >= least) ?? UNITS[2];
}

function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return '< 0.01';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}

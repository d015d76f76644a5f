// The geometry of stacked bars: which rectangles, and which of them is under the pointer. Pure.

/** One layer of a stack. */
export interface BarSeries {
  readonly key: string;
  readonly label: string;
  /** Any CSS colour. */
  readonly color: string;
  /** One value for each bar. */
  readonly values: readonly number[];
}

/** A rectangle's vertical extent in pixels from the top. */
export interface Segment {
  readonly key: string;
  readonly top: number;
  readonly bottom: number;
}

/** So that one error among a million lines is still seen; CSS pixels. */
const LEAST_PX = 2;

/** The segments of one bar, first series at the bottom, in a box of `height` pixels whose top stands for `highest`. */
export function stackBar(
  series: readonly BarSeries[],
  index: number,
  highest: number,
  height: number,
): Segment[] {
  const segments: Segment[] = [];
  let bottom = height;
  for (const { key, values } of series) {
    const value = values[index] ?? 0;
    if (value <= 0 || bottom <= 0) continue;
    const top = Math.max(0, bottom - Math.max(LEAST_PX, (value / highest) * height));
    segments.push({ key, top, bottom });
    bottom = top;
  }
  return segments;
}

/** The sum of each bar. */
export function barTotals(series: readonly BarSeries[], count: number): number[] {
  const totals = new Array<number>(count).fill(0);
  for (const { values } of series)
    for (let index = 0; index < count; index += 1)
      totals[index] = (totals[index] ?? 0) + (values[index] ?? 0);
  return totals;
}

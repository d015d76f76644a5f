// Between time and pixels. Times are nanoseconds from the trace's base. Pure.

/** The shown part of the time. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Free space before the timeline, and after it, where the durations of the longest bars stand; CSS pixels. */
export const PADDING_PX = 8;
export const LABEL_PX = 60;

/** Nothing is shown narrower; nanoseconds. */
const LEAST_NS = 10;

/** `1200-3400`, counted from the trace's begin; the whole trace when it is empty or makes no sense. */
export function parseZoom(text: string, whole: TimeWindow): TimeWindow {
  const [from = Number.NaN, to = Number.NaN] = text.split('-').map(Number);
  if (text === '' || !(to > from)) return whole;
  return clampWindow({ from: whole.from + from, to: whole.from + to }, whole);
}

export function formatZoom(shown: TimeWindow, whole: TimeWindow): string {
  if (shown.from <= whole.from && shown.to >= whole.to) return '';
  return `${Math.floor(shown.from - whole.from)}-${Math.ceil(shown.to - whole.from)}`;
}

/** Moved and narrowed so that it lies within the whole. */
export function clampWindow({ from, to }: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = Math.min(Math.max(to - from, LEAST_NS), whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: start, to: start + length };
}

/** Narrower (factor < 1) or wider around a point, which stays where it is. */
export function zoomAround(shown: TimeWindow, at: number, factor: number, whole: TimeWindow): TimeWindow {
  const length = Math.max(LEAST_NS, (shown.to - shown.from) * factor);
  const share = (at - shown.from) / (shown.to - shown.from);
  const from = at - length * share;
  return clampWindow({ from, to: from + length }, whole);
}

/** Moved by a share of its length. */
export function pan(shown: TimeWindow, share: number, whole: TimeWindow): TimeWindow {
  const by = (shown.to - shown.from) * share;
  return clampWindow({ from: shown.from + by, to: shown.to + by }, whole);
}

/** The whole of a trace: never empty, so that a trace of no duration has a place too. */
export function wholeOf({ begin, end }: { readonly begin: number; readonly end: number }): TimeWindow {
  return { from: begin, to: Math.max(end, begin + LEAST_NS) };
}

/** Round steps, at most about `most` of them, as distances from `begin`. */
export function timeTicks(shown: TimeWindow, begin: number, most: number): number[] {
  const rough = (shown.to - shown.from) / Math.max(1, most);
  const step = roundStep(rough);
  const ticks: number[] = [];
  for (let tick = Math.ceil((shown.from - begin) / step); begin + tick * step <= shown.to; tick += 1)
    ticks.push(tick * step);
  return ticks;
}

const LONG_STEPS = [60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400].map((s) => s * 1e9);

/** The next larger of 1, 2, 5 × 10ⁿ; of minutes and hours from a minute on. */
function roundStep(rough: number): number {
  if (rough > 30e9) {
    const known = LONG_STEPS.find((step) => step >= rough);
    if (known !== undefined) return known;
    return 86_400e9 * roundStep(Math.min(30e9, rough / 86_400e9));
  }
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const digit = [1, 2, 5, 10].find((value) => value * magnitude >= rough) ?? 10;
  return Math.max(1, digit * magnitude);
}

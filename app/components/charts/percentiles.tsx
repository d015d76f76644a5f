// The three percentiles that durations are drawn by, with their strokes: lines that cross are told apart without colour.
import { formatDuration } from '#app/components/trace/duration.ts';
import { Stroke } from './stroke.tsx';

export const PERCENTILES = [
  { key: 'p50', color: 'var(--series-3)', dash: [1, 2] },
  { key: 'p95', color: 'var(--series-2)', dash: [5, 3] },
  { key: 'p99', color: 'var(--series-4)', dash: [] },
] as const;

type Key = (typeof PERCENTILES)[number]['key'];

/** Nanoseconds; undefined or null where nothing was measured. */
type Values = Readonly<Record<Key, number | null | undefined>>;

/** The legend of a chart of durations, with the values of the range or of the interval under the pointer. */
export function PercentileLegend({ values }: { readonly values: Values }) {
  return PERCENTILES.map(({ key, color, dash }) => (
    <span key={key} className="flex items-baseline gap-1 whitespace-nowrap">
      <Stroke color={color} dash={dash} />
      <span className="text-2xs font-normal text-ink-3">{key}</span>
      <span className="font-medium">{durationText(values[key])}</span>
    </span>
  ));
}

/** The same for a screen reader. */
export function percentileText(values: Values): string {
  return PERCENTILES.map(({ key }) => `${key} ${durationText(values[key])}`).join(', ');
}

function durationText(ns: number | null | undefined): string {
  return typeof ns === 'number' ? formatDuration(ns) : '–';
}

// The geometry of the volume histogram: intervals, stacked bars, ticks. Pure.
import type { LogVolumeResponse } from '#app/lib/logs/schema.ts';
import { SEVERITY_LEVELS, type SeverityLevel } from '#app/lib/telemetry/severity.ts';

/** One interval with its counts. */
export interface VolumeBucket {
  readonly startMs: number;
  readonly total: number;
  readonly counts: Readonly<Partial<Record<SeverityLevel, number>>>;
}

export interface VolumeLayout {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  /** Only intervals with records, by time. */
  readonly buckets: readonly VolumeBucket[];
  readonly highest: number;
  readonly total: number;
  readonly totals: Readonly<Partial<Record<SeverityLevel, number>>>;
}

/** Sorts the series of the answer into intervals. */
export function layoutVolume({ bucketMs, fromMs, toMs, series }: LogVolumeResponse): VolumeLayout {
  const byStart = new Map<number, Partial<Record<SeverityLevel, number>>>();
  const totals: Partial<Record<SeverityLevel, number>> = {};
  for (const { severity, points } of series)
    for (const [startMs, count] of points) {
      const counts = byStart.get(startMs) ?? {};
      counts[severity] = (counts[severity] ?? 0) + count;
      byStart.set(startMs, counts);
      totals[severity] = (totals[severity] ?? 0) + count;
    }
  const buckets = [...byStart]
    .sort(([a], [b]) => a - b)
    .map(([startMs, counts]) => ({ startMs, counts, total: sum(counts) }));
  const highest = Math.max(0, ...buckets.map((bucket) => bucket.total));
  return { fromMs, toMs, bucketMs, buckets, highest, total: sum(totals), totals };
}

/** A bar of at least this height, so that one error among a million lines is still seen; pixels. */
const LEAST_PX = 2;

/**
 * One SVG path per severity with all of its bars, in a box of `width` × `height` pixels. The most severe stands at the
 * bottom, where the eye compares best.
 */
export function volumePaths(
  layout: VolumeLayout,
  width: number,
  height: number,
): Readonly<Partial<Record<SeverityLevel, string>>> {
  const paths: Partial<Record<SeverityLevel, string>> = {};
  const xOf = (ms: number) => ((ms - layout.fromMs) / (layout.toMs - layout.fromMs)) * width;
  for (const { startMs, counts } of layout.buckets) {
    const left = Math.max(0, xOf(startMs));
    const right = Math.min(width, xOf(startMs + layout.bucketMs));
    const barWidth = Math.max(1, right - left - 1);
    let bottom = height;
    for (const level of SEVERITY_LEVELS) {
      const count = counts[level];
      if (!count) continue;
      const barHeight = Math.max(LEAST_PX, (count / layout.highest) * height);
      const top = Math.max(0, bottom - barHeight);
      paths[level] =
        `${paths[level] ?? ''}M${round(left)} ${round(top)}h${round(barWidth)}V${round(bottom)}h${round(-barWidth)}z`;
      bottom = top;
    }
  }
  return paths;
}

const TICK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000,
].map((seconds) => seconds * 1_000);

/** Round points in time for about `most` ticks, on the zone's clock (`offsetMs` ahead of UTC). */
export function timeTicks(
  { fromMs, toMs }: Pick<VolumeLayout, 'fromMs' | 'toMs'>,
  most: number,
  offsetMs: number,
): { readonly stepMs: number; readonly ticks: readonly number[] } {
  const span = toMs - fromMs;
  const stepMs = TICK_STEPS.find((step) => span / step <= most) ?? span / most;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let tick = first; tick < toMs; tick += stepMs) ticks.push(tick);
  return { stepMs, ticks };
}

/** An interval's length as people say it: `10 s`, `5 min`. */
export function bucketName(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} s`;
  if (ms < 3_600_000) return `${ms / 60_000} min`;
  return ms < 86_400_000 ? `${ms / 3_600_000} h` : `${ms / 86_400_000} d`;
}

function sum(counts: Readonly<Partial<Record<SeverityLevel, number>>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

// From the answer of an aggregate to the bars of the histogram. Pure.
import { OTHER_COLOR, seriesColors } from '#app/components/charts/palette.ts';
import type { BarSeries } from '#app/components/charts/stack.ts';
import type { LogAggregateResponse } from '#app/lib/logs/schema.ts';
import { SEVERITY_LEVELS, type SeverityLevel } from '#app/lib/telemetry/severity.ts';
import { LEVEL_FILL } from '../severity.ts';

/** A series of the histogram, with what its legend says. */
export interface HistogramSeries extends BarSeries {
  readonly total: number;
  /** The value to filter by; undefined for what was summed up. */
  readonly value: string | undefined;
}

export interface HistogramData {
  readonly starts: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first one stands at the bottom. */
  readonly series: readonly HistogramSeries[];
  readonly total: number;
  /** The most records in one interval. */
  readonly peak: number;
}

/** The field by which records are told apart at first. */
export const DEFAULT_GROUP = 'level';

/**
 * Sorts the series into equal intervals. Severities stand from the worst at the bottom, where the eye compares best; values
 * of other fields from the most frequent, and what was summed up on top.
 */
export function histogramData(answer: LogAggregateResponse, groupBy: string): HistogramData {
  const { intervalMs, fromMs, toMs } = answer;
  const first = Math.floor(fromMs / intervalMs) * intervalMs;
  const count = Math.max(0, Math.ceil((toMs - first) / intervalMs));
  const starts = Array.from({ length: count }, (_, index) => first + index * intervalMs);
  const sums = answer.series.map(({ labels, points }) => {
    const values = new Array<number>(count).fill(0);
    for (const [ms, value] of points) {
      const index = Math.round((ms - first) / intervalMs);
      if (index >= 0 && index < count) values[index] = (values[index] ?? 0) + value;
    }
    return { value: labels[groupBy], values, total: values.reduce((sum, value) => sum + value, 0) };
  });
  const series = groupBy === DEFAULT_GROUP ? bySeverity(sums) : byFrequency(sums);
  const totals = starts.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  return {
    starts,
    stepMs: intervalMs,
    fromMs,
    toMs,
    series,
    total: series.reduce((sum, { total }) => sum + total, 0),
    peak: totals.reduce((most, total) => Math.max(most, total), 0),
  };
}

interface Sum {
  readonly value: string | undefined;
  readonly values: readonly number[];
  readonly total: number;
}

function bySeverity(sums: readonly Sum[]): HistogramSeries[] {
  const rank = ({ value }: Sum) => SEVERITY_LEVELS.indexOf(value as SeverityLevel);
  return sums
    .toSorted((a, b) => rank(a) - rank(b))
    .map((sum) => {
      const level = SEVERITY_LEVELS.find((known) => known === sum.value) ?? 'unset';
      return { ...sum, key: level, label: level, color: LEVEL_FILL[level], value: level };
    });
}

function byFrequency(sums: readonly Sum[]): HistogramSeries[] {
  const named = sums.filter(({ value }) => value !== undefined).toSorted((a, b) => b.total - a.total);
  const colors = seriesColors(named.map(({ value }) => value ?? ''));
  const rest = sums.filter(({ value }) => value === undefined);
  return [
    ...named.map((sum) => ({
      ...sum,
      key: `=${sum.value}`,
      label: sum.value === '' ? 'none' : (sum.value ?? ''),
      color: colors.get(sum.value ?? '') ?? OTHER_COLOR,
    })),
    ...rest.map((sum) => ({ ...sum, key: 'other', label: 'other', color: OTHER_COLOR })),
  ];
}

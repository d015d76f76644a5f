// What of a result can be drawn: lines over time, or bars over the values of its first column. Pure.
import { type Column, cellNumber, cellText, cellTime, columnKind, type Row } from './cells.ts';

export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly kind: 'time' | 'bars';
  /** Epoch milliseconds, ascending; of bars their number. */
  readonly xs: readonly number[];
  /** Of bars. */
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Series or bars that are left out because there are too many. */
  readonly left: number;
}

export const MOST_SERIES = 10;
export const MOST_BARS = 100;

/** The chart of a result; undefined when it has no number to draw, or no rows. */
export function chartOf(columns: readonly Column[], rows: readonly Row[]): ChartData | undefined {
  const kinds = columns.map(({ type }) => columnKind(type));
  const time = kinds.indexOf('time');
  const numbers = kinds.flatMap((kind, at) => (kind === 'number' ? [at] : []));
  if (rows.length === 0 || numbers.length === 0) return undefined;
  if (time >= 0) return overTime(columns, rows, time, numbers, kinds.indexOf('text'));
  const label = kinds.indexOf('text') >= 0 ? kinds.indexOf('text') : (numbers[0] ?? 0);
  const values = numbers.length > 1 ? numbers.filter((at) => at !== label) : numbers;
  const shown = rows.slice(0, MOST_BARS);
  return {
    kind: 'bars',
    xs: shown.map((_, index) => index),
    labels: shown.map((row, index) => (values.includes(label) ? String(index + 1) : cellText(row[label]))),
    series: values.slice(0, MOST_SERIES).map((at) => ({
      name: columns[at]?.name ?? '',
      values: shown.map((row) => cellNumber(row[at])),
    })),
    left: rows.length - shown.length,
  };
}

/** One line per number column, and with a text column one per value of that. */
function overTime(
  columns: readonly Column[],
  rows: readonly Row[],
  time: number,
  numbers: readonly number[],
  text: number,
): ChartData | undefined {
  const points = new Map<string, Map<number, number | null>>();
  const xs = new Set<number>();
  for (const row of rows) {
    const x = cellTime(row[time]);
    if (x === null) continue;
    xs.add(x);
    for (const at of numbers) {
      const column = columns[at]?.name ?? '';
      const group = text < 0 ? '' : cellText(row[text]);
      const name = group === '' ? column : numbers.length > 1 ? `${group} · ${column}` : group;
      const line = points.get(name) ?? new Map<number, number | null>();
      points.set(name, line);
      line.set(x, cellNumber(row[at]));
    }
  }
  if (xs.size === 0) return undefined;
  const sorted = [...xs].sort((a, b) => a - b);
  const size = (line: ReadonlyMap<number, number | null>) =>
    [...line.values()].reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
  const largest =
    points.size > MOST_SERIES
      ? [...points].sort((a, b) => size(b[1]) - size(a[1])).slice(0, MOST_SERIES)
      : [...points];
  return {
    kind: 'time',
    xs: sorted,
    labels: [],
    series: largest.map(([name, line]) => ({ name, values: sorted.map((x) => line.get(x) ?? null) })),
    left: points.size - largest.length,
  };
}

// Points of many groups to the few series that are shown. Pure.
import type { LogAggregateResponse } from './schema.ts';

export interface Point {
  /** Start of the interval, milliseconds. */
  readonly at: number;
  /** Undefined for rows of groups that are not told apart. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly value: number;
}

type Series = LogAggregateResponse['series'][number];

/**
 * The `limit` series with the largest totals, the largest first. The others become one, marked as such, when values can be
 * added up; else they are left out. Points of one group and interval are added up.
 */
export function topSeries(
  points: readonly Point[],
  limit: number,
  isSum: boolean,
): { series: Series[]; isCut: boolean } {
  const groups = new Map<
    string,
    { labels: Record<string, string>; values: Map<number, number>; total: number }
  >();
  const other = new Map<number, number>();
  for (const { at, labels, value } of points) {
    if (labels === undefined) {
      other.set(at, (other.get(at) ?? 0) + value);
      continue;
    }
    const key = JSON.stringify(Object.values(labels));
    let group = groups.get(key);
    if (group === undefined) {
      group = { labels: { ...labels }, values: new Map(), total: 0 };
      groups.set(key, group);
    }
    group.values.set(at, (group.values.get(at) ?? 0) + value);
    group.total += value;
  }
  const sorted = [...groups]
    .sort(([a, m], [b, n]) => n.total - m.total || (a < b ? -1 : 1))
    .map(([, group]) => group);
  const rest = sorted.slice(limit);
  if (isSum)
    for (const { values } of rest)
      for (const [at, value] of values) other.set(at, (other.get(at) ?? 0) + value);
  const series = sorted
    .slice(0, limit)
    .map(({ labels, values }): Series => ({ labels, points: inOrder(values) }));
  if (other.size > 0) series.push({ labels: {}, isOther: true, points: inOrder(other) });
  return { series, isCut: rest.length > 0 || other.size > 0 };
}

function inOrder(values: ReadonlyMap<number, number>): [number, number][] {
  return [...values].sort(([a], [b]) => a - b);
}

// Metrics: every type, sums that never fall while a process lives, exemplars that lead to real traces.
import { describe, expect, test } from 'vitest';
import type { Point } from '../model.ts';
import { clock, gather, serviceOf } from '../testing.ts';
import { Traffic } from '../traffic.ts';

const { points, spans } = gather(clock(9, 34), clock(10, 8), { rate: 6 });

function key(point: Point): string {
  return JSON.stringify([point.name, point.resource.attributes['service.instance.id'], point.attributes]);
}

/** Numbers of a cumulative point that may only grow. */
function totals(point: Point): readonly number[] | undefined {
  if (point.type === 'gauge') return undefined;
  if (point.type === 'summary') return [point.count, point.sum];
  if (point.temporality !== 2) return undefined;
  if (point.type === 'sum') return point.monotonic ? [point.value] : undefined;
  return [point.count, point.sum, ...point.bucketCounts];
}

function falls(list: readonly Point[]): string[] {
  const last = new Map<string, Point>();
  const found: string[] = [];
  for (const point of list) {
    const before = last.get(key(point));
    last.set(key(point), point);
    const now = totals(point);
    const then = before && totals(before);
    if (!now || !then || before.startUs !== point.startUs) continue;
    if (point.timeUs <= before.timeUs || now.some((value, i) => value < (then[i] as number)))
      found.push(key(point));
  }
  return found;
}

test('every type and temporality is there', () => {
  const kinds = new Set(
    points.map((point) => ('temporality' in point ? `${point.type} ${point.temporality}` : point.type)),
  );
  expect(kinds).toEqual(
    new Set([
      'gauge',
      'sum 1',
      'sum 2',
      'histogram 2',
      'exponential_histogram 1',
      'exponential_histogram 2',
      'summary',
    ]),
  );
  expect(points.some((point) => point.type === 'sum' && !point.monotonic)).toBe(true);
});

describe('cumulative totals', () => {
  test('never fall, through an incident and two deploys', () => {
    expect(falls(points)).toEqual([]);
  });

  test('never fall when another process of the demo goes on later', () => {
    const before = gather(clock(11), clock(11, 2), { traffic: new Traffic(4), rate: 3 });
    const after = gather(clock(11, 7), clock(11, 9), { traffic: new Traffic(4), rate: 3 });
    expect(falls([...before.points, ...after.points])).toEqual([]);
    expect(
      before.points.map(key).filter((k) => after.points.some((point) => key(point) === k)).length,
    ).toBeGreaterThan(100);
  });

  test('grow over midnight', () => {
    expect(falls(gather(clock(23, 58), clock(24, 2), { rate: 3 }).points)).toEqual([]);
  });

  test('the check would notice a fall', () => {
    const counter = points.find(
      (point) => totals(point) !== undefined && (totals(point)?.[0] ?? 0) > 0,
    ) as Point;
    expect(
      falls([
        counter,
        {
          ...counter,
          timeUs: counter.timeUs + 1,
          ...(counter.type === 'sum' ? { value: 0 } : { count: 0 }),
        } as Point,
      ]),
    ).toHaveLength(1);
  });
});

test('counts of histograms are the sums of their buckets', () => {
  const wrong = points.filter(
    (point) =>
      (point.type === 'histogram' || point.type === 'exponential_histogram') &&
      point.count !== point.bucketCounts.reduce((sum, count) => sum + count, 0),
  );
  expect(wrong).toEqual([]);
  const broken = points.filter(
    (point) => point.type === 'histogram' && point.bucketCounts.length !== point.bounds.length + 1,
  );
  expect(broken).toEqual([]);
});

test('deltas follow on each other without gaps or overlaps', () => {
  const last = new Map<string, Point>();
  const gaps: string[] = [];
  for (const point of points) {
    if (!('temporality' in point) || point.temporality !== 1) continue;
    const before = last.get(key(point));
    if (before && before.timeUs !== point.startUs) gaps.push(key(point));
    if (point.type === 'sum' && point.value < 0) gaps.push(key(point));
    last.set(key(point), point);
  }
  expect(last.size).toBeGreaterThan(0);
  expect(gaps).toEqual([]);
});

test('exemplars lead to spans of the same process', () => {
  const known = new Map(spans.map((span) => [span.spanId, span]));
  const exemplars = points.flatMap((point) =>
    'exemplars' in point ? point.exemplars.map((exemplar) => ({ point, exemplar })) : [],
  );
  expect(exemplars.length).toBeGreaterThan(500);
  expect(new Set(exemplars.map(({ point }) => point.type))).toEqual(
    new Set(['histogram', 'exponential_histogram', 'sum']),
  );
  const lost = exemplars.filter(({ point, exemplar }) => {
    const span = known.get(exemplar.spanId);
    return (
      !span ||
      span.traceId !== exemplar.traceId ||
      span.resource !== point.resource ||
      exemplar.timeUs > point.timeUs
    );
  });
  expect(lost).toEqual([]);
});

test('the request counts agree with the traces', () => {
  const name = 'GET /api/products/:slug';
  const calm = gather(clock(12), clock(12, 10), { rate: 12 });
  const counted = Map.groupBy(
    calm.points.filter(
      (point) =>
        point.type === 'histogram' &&
        serviceOf(point) === 'api-gateway' &&
        point.attributes['http.route'] === name.split(' ')[1],
    ),
    key,
  );
  let growth = 0;
  for (const list of counted.values())
    growth += (list.at(-1) as { count: number }).count - (list[0] as { count: number }).count;
  // From the first export to the last are 9.5 of the ten minutes.
  const seen = calm.spans.filter((span) => span.name === name).length * 0.95;
  expect(growth / seen).toBeGreaterThan(0.85);
  expect(growth / seen).toBeLessThan(1.15);
});

test('the outage shows in the request metrics', () => {
  const failures = points.filter(
    (point) =>
      point.type === 'histogram' &&
      point.attributes['http.route'] === '/api/checkout' &&
      point.attributes['http.response.status_code'] === 503,
  );
  const at = (us: number) =>
    failures
      .filter((point) => point.timeUs < us)
      .slice(-3)
      .reduce((sum, point) => sum + (point as { count: number }).count, 0);
  expect(at(clock(10, 5)) - at(clock(9, 40))).toBeGreaterThan(
    20 * (at(clock(9, 40)) - at(clock(9, 36))) + 100,
  );
});

test('email climbs to its limit and starts again', () => {
  const night = gather(clock(1, 30), clock(2), { rate: 0.1 }).points.filter(
    (point) => point.name === 'process.memory.usage' && serviceOf(point) === 'email',
  );
  const values = night.map((point) => (point as { value: number }).value / 1_048_576);
  expect(Math.max(...values)).toBeGreaterThan(460);
  expect(Math.max(...values)).toBeLessThan(512);
  expect(values.at(-1)).toBeLessThan(260);
});

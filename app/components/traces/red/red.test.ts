// Rate, errors and durations as series.
import { expect, test } from 'vitest';
import { redSeries, withinParts } from './red-series.ts';

const statistics = { elapsedMs: 1, rowsRead: 1, bytesRead: 1 };
const point = (ms: number, count: number, errors = 0) => ({ ms, count, errors, p50: 1, p95: 2, p99: 3 });

test('intervals without spans are zero, and have no durations', () => {
  const series = redSeries({
    intervalMs: 60_000,
    fromMs: 0,
    toMs: 180_000,
    points: [point(0, 60), point(120_000, 120, 30)],
    partial: null,
    statistics,
  });
  expect(series).toMatchObject({
    starts: [0, 60_000, 120_000],
    rate: [1, 0, 2],
    errorShare: [0, null, 0.25],
    p95: [2, null, 2],
    total: 180,
    totalErrors: 30,
    meanRate: 1,
  });
});

test('an interval that the range cuts has the rate of the part inside', () => {
  const { starts, rate } = redSeries({
    intervalMs: 60_000,
    fromMs: 30_000,
    toMs: 120_000,
    points: [point(0, 30), point(60_000, 60)],
    partial: null,
    statistics,
  });
  expect(starts).toEqual([0, 60_000]);
  expect(rate).toEqual([1, 1]);
});

test('a percentile of all is between those of the parts', () => {
  expect([5, 15, 50].map((value) => withinParts(value, [10, null, 20]))).toEqual([10, 15, 20]);
  expect(withinParts(5, [null])).toBe(5);
});

// Rates of intervals that are cut or not over.
import { expect, test } from 'vitest';
import { finishedRates } from './finished.ts';

const points = [0, 60_000, 120_000].map((ms) => ({ ms, requests: 60 }));
const cut = { fromMs: 0, toMs: 180_000, intervalMs: 60_000 };

test('an interval that is not over has no rate yet', () => {
  expect(finishedRates(points, cut, 180_000)).toEqual([1, 1, 1]);
  expect(finishedRates(points, cut, 150_000)).toEqual([1, 1, null]);
  expect(finishedRates(points.slice(0, 1), cut, 0)).toEqual([1]);
});

test('an interval that the range cuts has the rate of the part inside', () => {
  expect(finishedRates(points, { ...cut, fromMs: 30_000, toMs: 150_000 }, 180_000)).toEqual([2, 1, 2]);
});

// Rates in one unit.
import { expect, test } from 'vitest';
import { finishedRequests, rateFormat } from './rate.ts';

test.each([
  [1_234, 1_234, '1,234/s'],
  [50, 0.5, '0.50/s'],
  [50, 0, '0/s'],
  [50, 0.001, '< 0.01/s'],
  [0.5, 0.5, '30.0/min'],
  [0.001, 0.001, '3.60/h'],
  [0, 0, '0/h'],
])('beside %d per second, %d is %s', (most, rate, text) => {
  expect(rateFormat(most)(rate)).toBe(text);
});

test('an interval that is not over has no requests yet', () => {
  const points = [0, 60_000, 120_000].map((ms) => ({ ms, requests: 5 }));
  expect(finishedRequests(points, 180_000)).toEqual([5, 5, 5]);
  expect(finishedRequests(points, 150_000)).toEqual([5, 5, null]);
  expect(finishedRequests(points.slice(0, 1), 0)).toEqual([5]);
});

// Intervals that are not over.
import { expect, test } from 'vitest';
import { finishedRequests } from './finished.ts';

test('an interval that is not over has no requests yet', () => {
  const points = [0, 60_000, 120_000].map((ms) => ({ ms, requests: 5 }));
  expect(finishedRequests(points, 180_000)).toEqual([5, 5, 5]);
  expect(finishedRequests(points, 150_000)).toEqual([5, 5, null]);
  expect(finishedRequests(points.slice(0, 1), 0)).toEqual([5]);
});

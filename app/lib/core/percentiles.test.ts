import { expect, test } from 'vitest';
import { RecentValues } from './percentiles.ts';

test('nothing measured is all zeros', () => {
  expect(new RecentValues().summary()).toEqual({ p50: 0, p95: 0, max: 0 });
});

test('percentiles of a window that is not full, by nearest rank', () => {
  const values = new RecentValues(100);
  for (let n = 20; n >= 1; n -= 1) values.add(n);
  expect(values.summary()).toEqual({ p50: 10, p95: 19, max: 20 });
});

test('only the latest values count', () => {
  const values = new RecentValues(3);
  for (const n of [1000, 1, 2, 3]) values.add(n);
  expect(values.summary()).toEqual({ p50: 2, p95: 3, max: 3 });
});

// The average of ten seconds, and nothing of what was before.
import { expect, test } from 'vitest';
import { RecentRate } from './recent-rate.ts';

test('what came is spread over ten seconds and then forgotten', () => {
  const rate = new RecentRate();
  expect(rate.perSecond(0)).toBe(0);
  rate.add(50, 1_000);
  rate.add(50, 1_900);
  rate.add(100, 4_000);
  expect(rate.perSecond(4_000)).toBe(20);
  expect(rate.perSecond(10_999)).toBe(20);
  expect(rate.perSecond(11_000)).toBe(10);
  expect(rate.perSecond(14_000)).toBe(0);
});

test('a clock that goes back adds to the second it has reached', () => {
  const rate = new RecentRate();
  rate.add(10, 60_000);
  rate.add(10, 30_000);
  expect(rate.perSecond(60_000)).toBe(2);
});

test('what is taken back later leaves no less than nothing', () => {
  const rate = new RecentRate();
  rate.add(10, 1_000);
  rate.add(-10, 20_000);
  expect(rate.perSecond(20_000)).toBe(0);
});

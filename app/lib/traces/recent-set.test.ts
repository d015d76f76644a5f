// A bounded set whose members are forgotten.
import { expect, test } from 'vitest';
import { RecentSet } from './recent-set.ts';

test('members are there for a while, and the oldest make room', () => {
  let ms = 0;
  const set = new RecentSet({ most: 2, forMs: 1_000, now: () => ms });
  expect(set.has('a')).toBe(false);
  set.add('a');
  ms = 999;
  expect(set.has('a')).toBe(true);
  ms = 1_000;
  expect(set.has('a')).toBe(false);
  set.add('b');
  set.add('a');
  set.add('c');
  expect(['a', 'b', 'c'].map((one) => set.has(one))).toEqual([true, false, true]);
  set.add('a');
  set.add('d');
  expect(['a', 'c', 'd'].map((one) => set.has(one))).toEqual([true, false, true]);
});

// Too many attempts of one and the same wait; others do not.
import { expect, test } from 'vitest';
import { Attempts } from './attempts.ts';

test('counts by key in windows', () => {
  const attempts = new Attempts({ most: 2, windowMs: 60_000 });
  expect([0, 10, 20].map((now) => attempts.add('a', now))).toEqual([undefined, undefined, 60]);
  expect(attempts.add('b', 20)).toBeUndefined();
  expect(attempts.add('a', 59_500)).toBe(1);
  expect(attempts.add('a', 60_000)).toBeUndefined();
});

test('remembers a limited number of keys, the latest ones', () => {
  const attempts = new Attempts({ most: 1, windowMs: 60_000 });
  for (let key = 0; key < 20_000; key += 1) attempts.add(String(key), key / 1000);
  expect(attempts.add('19999', 20)).toBe(60);
  expect(attempts.add('0', 20)).toBeUndefined();
});

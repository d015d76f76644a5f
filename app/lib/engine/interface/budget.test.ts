// The bytes that requests share.
import { expect, test } from 'vitest';
import { ByteBudget } from './budget.ts';

test('requests share the bytes, and give back all that they took, once', () => {
  const budget = new ByteBudget(10);
  const [first, second] = [budget.claim(), budget.claim()];
  first.take(4);
  first.take(2);
  second.take(4);
  expect(() => second.take(1)).toThrow(expect.objectContaining({ code: 202 }));
  expect(budget.used).toBe(10);
  first.release();
  first.release();
  expect(budget.used).toBe(4);
  second.take(6);
  second.release();
  expect(budget.used).toBe(0);
});

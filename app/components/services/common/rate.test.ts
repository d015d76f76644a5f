// Rates in one unit.
import { expect, test } from 'vitest';
import { rateFormat } from './rate.ts';

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

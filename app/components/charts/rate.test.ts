// Rates and shares as text.
import { expect, test } from 'vitest';
import { percentText, rateFormat, rateText, rateUnit } from './rate.ts';

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

test.each([
  [0, '0/s'],
  [1_234.5, '1,235/s'],
  [12.34, '12.3/s'],
  [0.1, '6.00/min'],
  [0.001, '3.60/h'],
])('alone, %d per second are %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

test('the unit of rates is one of what is printed', () => {
  for (const most of [0.001, 0.5, 50]) expect(rateFormat(most)(rateUnit(most))).toMatch(/^1\.00\//);
});

test.each([
  [0, '0 %'],
  [0.000_01, '< 0.01 %'],
  [0.0042, '0.42 %'],
  [0.25, '25.0 %'],
])('a share of %d is %s', (share, text) => {
  expect(percentText(share)).toBe(text);
});

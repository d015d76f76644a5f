// Sizes, changes and lengths of time as text.
import { expect, test } from 'vitest';
import { formatBytes, formatChange, formatDays, formatSpan } from './amounts.ts';

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1.0 KiB'],
  [1_500, '1.5 KiB'],
  [10 * 1_024, '10 KiB'],
  [1_024 ** 2 - 1, '1.0 MiB'],
  [23.4 * 1_024 ** 3, '23 GiB'],
  [3 * 1_024 ** 5, '3.0 PiB'],
  [-2_048, '−2.0 KiB'],
])('%d bytes: %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('changes and days', () => {
  expect(formatChange(112, 100)).toBe('+12 %');
  expect(formatChange(97, 100)).toBe('−3 %');
  expect(formatChange(100, 100)).toBe('±0 %');
  expect(formatChange(100, 0)).toBeUndefined();
  expect([1, 30, 3650].map(formatDays)).toEqual(['1 day', '30 days', '3,650 days']);
});

test.each([
  [5.9, '5 s'],
  [61, '1 min'],
  [3_600 * 3 + 1_200, '3 h 20 min'],
  [86_400 * 4 + 7_200, '4 d 2 h'],
])('%d seconds: %s', (seconds, text) => {
  expect(formatSpan(seconds)).toBe(text);
});

// Durations as text.
import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test.each([
  [0, '0 ns'],
  [999, '999 ns'],
  [999.6, '1 µs'],
  [1_000, '1 µs'],
  [350e3, '350 µs'],
  [999.4e3, '999 µs'],
  [999.6e3, '1 ms'],
  [1.24e6, '1.24 ms'],
  [1.5e6, '1.5 ms'],
  [12.34e6, '12.3 ms'],
  [123.4e6, '123 ms'],
  [999.6e6, '1 s'],
  [59.4e9, '59.4 s'],
  [59.96e9, '1 m'],
  [123e9, '2 m 3 s'],
  [3_599.6e9, '1 h'],
  [7_500e9, '2 h 5 m'],
  [276_480e9, '3 d 5 h'],
  [1e18, '11,574 d 2 h'],
  [-5e6, '−5 ms'],
])('%d ns is %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text);
});

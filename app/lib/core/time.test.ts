import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { formatNanos, isRelativeTime, msToNanos, parseTime, parseTimeRange } from './time.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['now', '2026-11-22T12:00:00.000000000Z'],
  ['now-15m', '2026-11-22T11:45:00.000000000Z'],
  ['now+1h', '2026-11-22T13:00:00.000000000Z'],
  ['now-2w', '2026-11-08T12:00:00.000000000Z'],
  ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000000000Z'],
  ['2026-01-31T09:30:00.123456789Z', '2026-01-31T09:30:00.123456789Z'],
  ['2026-01-31t09:30:00.5+02:00', '2026-01-31T07:30:00.500000000Z'],
  ['2026-01-31 09:30', '2026-01-31T09:30:00.000000000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000000000Z'],
  [1_769_851_800_123, '2026-01-31T09:30:00.123000000Z'],
])('parses %s', (input, expected) => {
  expect(formatNanos(parseTime(input, NOW))).toBe(expected);
});

test.each([
  '',
  'yesterday',
  'now-15',
  'now-15y',
  '2026-02-30',
  '2026-13-01',
  '2026-01-31T25:00:00Z',
  '9'.repeat(15),
  'NaN',
  '1e9',
  '-1',
  '1969-12-31',
  '2107-01-01',
])('refuses %s', (input) => {
  expect(() => parseTime(input, NOW)).toThrow(AppError);
});

test('an empty or reversed range is refused with both ends in the hint', () => {
  expect(() => parseTimeRange('now', 'now-1m', NOW)).toThrow(/empty/);
  expect(() => parseTimeRange('now', 'now', NOW)).toThrow(/empty/);
  expect(parseTimeRange('now-1m', 'now', NOW)).toEqual({
    fromNs: msToNanos(NOW - 60_000),
    toNs: msToNanos(NOW),
  });
});

test('printing and parsing nanoseconds round-trips', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (2n ** 32n - 1n) * 1_000_000_000n }), (ns) => {
      expect(parseTime(formatNanos(ns), NOW)).toBe(ns);
    }),
  );
});

test('tells relative from absolute', () => {
  expect(isRelativeTime('now-5m')).toBe(true);
  expect(isRelativeTime('2026-01-31')).toBe(false);
});

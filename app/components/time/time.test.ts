// Zones, typed ranges and moves of ranges, with the days on which clocks jump.
import { expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { commonDate, formatCompact, formatCount, formatExact, formatRange, formatRowTime } from './format.ts';
import { parseRangeText } from './parse-range.ts';
import { moveRange, rangeLabel, resolveRange, widenRange } from './range.ts';
import { offsetLabel, startOfDay, wallToEpoch, zoneOffset } from './zone.ts';

const BERLIN = 'Europe/Berlin';
const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

test.each([
  ['winter', { year: 2026, month: 11, day: 22, hour: 13 }, BERLIN, '2026-11-22T12:00:00Z'],
  ['summer', { year: 2026, month: 7, day: 1, hour: 13 }, BERLIN, '2026-07-01T11:00:00Z'],
  [
    'skipped hour in spring',
    { year: 2026, month: 3, day: 29, hour: 2, minute: 30 },
    BERLIN,
    '2026-03-29T01:30:00Z',
  ],
  [
    'repeated hour in autumn',
    { year: 2026, month: 10, day: 25, hour: 2, minute: 30 },
    BERLIN,
    '2026-10-25T00:30:00Z',
  ],
  [
    'just before the jump',
    { year: 2026, month: 3, day: 29, hour: 1, minute: 59 },
    BERLIN,
    '2026-03-29T00:59:00Z',
  ],
  ['half-hour zone', { year: 2026, month: 1, day: 1 }, 'Asia/Kolkata', '2025-12-31T18:30:00Z'],
  ['skipped midnight', { year: 2026, month: 9, day: 6 }, 'America/Santiago', '2026-09-06T04:00:00Z'],
  [
    'US, repeated hour',
    { year: 2026, month: 11, day: 1, hour: 1, minute: 30 },
    'America/New_York',
    '2026-11-01T05:30:00Z',
  ],
])('wall clock to epoch: %s', (_name, wall, zone, expected) => {
  expect(new Date(wallToEpoch(wall, zone) ?? Number.NaN).toISOString()).toBe(expected.replace('Z', '.000Z'));
});

test.each([
  [{ year: 2026, month: 2, day: 30 }],
  [{ year: 2026, month: 13, day: 1 }],
  [{ year: 2026, month: 1, day: 1, hour: 25 }],
])('no such wall clock: %o', (wall) => {
  expect(wallToEpoch(wall, BERLIN)).toBeUndefined();
});

test('a day of 23 and a day of 25 hours', () => {
  const spring = startOfDay(Date.parse('2026-03-29T12:00:00Z'), BERLIN);
  expect(startOfDay(spring, BERLIN, 1) - spring).toBe(23 * HOUR);
  const autumn = startOfDay(Date.parse('2026-10-25T12:00:00Z'), BERLIN);
  expect(startOfDay(autumn, BERLIN, 1) - autumn).toBe(25 * HOUR);
});

test('offsets, also before the epoch', () => {
  expect(zoneOffset(Date.parse('1969-06-01T00:00:00.500Z'), BERLIN)).toBe(HOUR);
  expect(offsetLabel(NOW, BERLIN)).toBe('UTC+1');
  expect(offsetLabel(NOW, 'Asia/Kolkata')).toBe('UTC+5:30');
  expect(offsetLabel(NOW, 'America/St_Johns')).toBe('UTC−3:30');
  expect(offsetLabel(NOW, 'UTC')).toBe('UTC');
});

test.each([
  ['15m', 'now-15m', 'now'],
  ['2H', 'now-2h', 'now'],
  ['last 3 days', 'now-3d', 'now'],
  ['30 min', 'now-30m', 'now'],
  ['now-15m', 'now-15m', 'now'],
  ['now-2h to now-1h', 'now-2h', 'now-1h'],
  ['today', '2026-11-21T23:00:00Z', 'now'],
  ['Yesterday', '2026-11-20T23:00:00Z', '2026-11-21T23:00:00Z'],
  ['2026-11-20', '2026-11-19T23:00:00Z', '2026-11-20T23:00:00Z'],
  ['2026-11-20 10:00 - 11:00', '2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z'],
  ['2026-11-20 10:00 – 2026-11-21 11:00:05.25', '2026-11-20T09:00:00Z', '2026-11-21T10:00:05.250Z'],
  ['2026-11-20 to 2026-11-21', '2026-11-19T23:00:00Z', '2026-11-21T23:00:00Z'],
  ['2026-11-20 10:00', '2026-11-20T09:00:00Z', 'now'],
  ['10:00 - 11:00', '2026-11-22T09:00:00Z', '2026-11-22T10:00:00Z'],
  ['2026-11-20T10:00:00Z..2026-11-20T11:00:00+02:00', undefined, undefined],
  ['2026-11-20T08:00:00Z..2026-11-20T11:00:00+02:00', '2026-11-20T08:00:00Z', '2026-11-20T09:00:00Z'],
  ['1795000000000 - 1795000060000', '2026-11-18T11:06:40Z', '2026-11-18T11:07:40Z'],
  ['1795000000', '2026-11-18T11:06:40Z', 'now'],
  ['2026-03-29 02:30 - 04:00', '2026-03-29T01:30:00Z', '2026-03-29T02:00:00Z'],
  ['', undefined, undefined],
  ['soon', undefined, undefined],
  ['2026-02-30', undefined, undefined],
  ['2026-11-20 11:00 - 10:00', undefined, undefined],
  ['10:00 - 11:00 - 12:00', undefined, undefined],
  ['2026-11-20 25:00', undefined, undefined],
])('typed range %j', (text, from, to) => {
  const parsed = parseRangeText(text, { nowMs: NOW, zone: BERLIN });
  expect(parsed).toEqual(
    from === undefined
      ? { ok: false, message: expect.stringMatching(/\.$/) }
      : { ok: true, range: { from, to } },
  );
});

test('moves keep the length and do not enter the future', () => {
  const range = { fromMs: NOW - 2 * HOUR, toMs: NOW - HOUR };
  expect(moveRange(range, 'earlier', NOW)).toEqual({
    from: '2026-11-22T09:30:00Z',
    to: '2026-11-22T10:30:00Z',
  });
  expect(moveRange({ fromMs: NOW - HOUR, toMs: NOW }, 'later', NOW)).toEqual({
    from: '2026-11-22T11:00:00Z',
    to: '2026-11-22T12:00:00Z',
  });
  expect(moveRange({ fromMs: NOW - HOUR, toMs: NOW }, 'out', NOW)).toEqual({
    from: '2026-11-22T10:00:00Z',
    to: '2026-11-22T12:00:00Z',
  });
  expect(moveRange(range, 'out', NOW)).toEqual({ from: '2026-11-22T09:30:00Z', to: '2026-11-22T11:30:00Z' });
});

test('widening takes a quick range at least three times as long, until there is none', () => {
  expect(widenRange({ from: 'now-15m', to: 'now' }, NOW)).toMatchObject({ from: 'now-1h', to: 'now' });
  expect(widenRange({ from: 'now-30d', to: 'now' }, NOW)).toBeUndefined();
});

test('names of ranges', () => {
  expect(rangeLabel({ from: 'now-15m', to: 'now' }, NOW, BERLIN)).toBe('Last 15 minutes');
  expect(rangeLabel({ from: 'now-7m', to: 'now' }, NOW, BERLIN)).toBe('Last 7 minutes');
  expect(rangeLabel({ from: '2026-11-21T23:00:00Z', to: 'now' }, NOW, BERLIN)).toBe(
    'Sun 22 Nov, 00:00 – now',
  );
  expect(rangeLabel({ from: 'x', to: 'now' }, NOW, BERLIN)).toBe('Invalid range');
  const from = Date.parse('2026-11-20T09:00:00Z');
  expect(formatRange(from, from + HOUR, BERLIN)).toBe('Fri 20 Nov, 10:00 – 11:00');
  expect(formatRange(from, from + 24 * HOUR + 5_000, 'UTC')).toBe(
    'Fri 20 Nov, 09:00:00 – Sat 21 Nov, 09:00:05',
  );
});

test.each([
  ['now', 'now-1h'],
  ['now', 'now'],
  ['now-1x', 'now'],
  ['now-999999999w', 'now'],
])('what is wrong with %s to %s is said the same at any time', (from, to) => {
  const [first, later] = [NOW, NOW + 1_234].map((now) => resolveRange({ from, to }, now));
  expect(first).toBeInstanceOf(AppError);
  expect(JSON.stringify(first)).toBe(JSON.stringify(later));
});

test('a range resolves to milliseconds', () => {
  expect(resolveRange({ from: 'now-1h', to: 'now' }, NOW)).toEqual({ fromMs: NOW - HOUR, toMs: NOW });
});

test('times of records keep their nine decimals in every zone', () => {
  const timestamp = '2026-11-22T23:59:59.123456789Z';
  expect(formatRowTime(timestamp, 'UTC', true)).toBe('Nov 22 23:59:59.123');
  expect(formatRowTime(timestamp, BERLIN, false)).toBe('00:59:59.123');
  expect(formatExact(timestamp, BERLIN)).toBe('2026-11-23 00:59:59.123456789');
});

test('a range of one date is told by the clock of the zone, midnight at its end included', () => {
  const midnight = Date.parse('2026-11-22T00:00:00Z');
  expect(commonDate(midnight, midnight + 24 * HOUR, 'UTC')).toBe('Nov 22');
  expect(commonDate(midnight, midnight + 24 * HOUR, BERLIN)).toBeUndefined();
  expect(commonDate(midnight - 1, midnight + HOUR, 'UTC')).toBeUndefined();
  expect(commonDate(midnight, midnight, 'UTC')).toBe('Nov 22');
});

test('what is counted has its noun in the right number', () => {
  expect([0, 1, 2, 1_234].map((count) => formatCount(count, 'span'))).toEqual([
    '0 spans',
    '1 span',
    '2 spans',
    '1,234 spans',
  ]);
  expect([formatCount(1_234), formatCompact(1), formatCompact(1_200_000, 'span')]).toEqual([
    '1,234',
    '1',
    '1.2M spans',
  ]);
});

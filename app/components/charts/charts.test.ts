// The geometry of charts: ticks, stacks and colours.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalAt } from './hover.ts';
import { seriesColors } from './palette.ts';
import { barTotals, stackBar } from './stack.ts';
import { intervalName, timeTicks, valueTicks } from './ticks.ts';

const bar = (key: string, ...values: number[]) => ({ key, label: key, color: 'red', values });

test('bars are stacked from the bottom, and none is too small to be seen', () => {
  const series = [bar('error', 1), bar('info', 999)];
  expect(stackBar(series, 0, 1000, 100)).toEqual([
    { key: 'error', top: 98, bottom: 100 },
    { key: 'info', top: 0, bottom: 98 },
  ]);
});

test('a bar without values has no segments', () => {
  expect(stackBar([bar('error', 0), bar('info')], 0, 10, 100)).toEqual([]);
});

test('totals add up what is there', () => {
  expect(barTotals([bar('a', 1, 2), bar('b', 10)], 2)).toEqual([11, 2]);
});

test('ticks are round on the clock of the zone and inside the range', () => {
  const hour = 3_600_000;
  const { ticks, stepMs } = timeTicks({ fromMs: 0, toMs: 24 * hour }, 8, 5.5 * hour);
  expect(stepMs).toBe(3 * hour);
  expect(ticks.every((tick) => (tick + 5.5 * hour) % stepMs === 0 && tick >= 0 && tick < 24 * hour)).toBe(
    true,
  );
  expect(ticks).toHaveLength(8);
});

test.each([
  { most: 100, parts: 2, ticks: [0, 50, 100] },
  { most: 90, parts: 2, ticks: [0, 20, 40, 60, 80] },
  { most: 3, parts: 1, ticks: [0, 2] },
  { most: 0.0042, parts: 1, ticks: [0, 0.002, 0.004] },
  // 1.5 minutes in units of a minute.
  { most: 90e9, parts: 1, unit: 60e9, ticks: [0, 60e9] },
  // A rate of 0.05 per second is printed per minute.
  { most: 0.05, parts: 2, unit: 1 / 60, ticks: [0, 1 / 60, 2 / 60, 3 / 60] },
  { most: 0, parts: 2, ticks: [0] },
])('up to $most, at least $parts apart: $ticks', ({ most, parts, unit, ticks }) => {
  const found = valueTicks(most, parts, unit);
  expect(found).toHaveLength(ticks.length);
  for (const [at, tick] of ticks.entries()) expect(found[at]).toBeCloseTo(tick, 9);
});

test('ticks of values begin at zero, lie evenly and not above the greatest value', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      (most, parts) => {
        const ticks = valueTicks(most, parts);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeGreaterThan(parts);
        expect(ticks.length).toBeLessThanOrEqual(parts * 2.5 + 1);
        expect(Math.max(...ticks)).toBeLessThanOrEqual(most * (1 + 1e-6));
      },
    ),
  );
});

test('a point in time lies in one interval, or in none', () => {
  const intervals = { starts: [0, 10], intervalMs: 10 };
  expect([-1, 0, 9, 10, 19, 20].map((ms) => intervalAt(intervals, ms))).toEqual([
    undefined,
    0,
    0,
    1,
    1,
    undefined,
  ]);
});

test.each([
  [1_000, '1 s'],
  [90_000, '90 s'],
  [300_000, '5 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 d'],
  [250, '250 ms'],
])('%i ms is %s', (ms, name) => {
  expect(intervalName(ms)).toBe(name);
});

test('no two of up to ten names share a colour', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 10 }), (names) => {
      expect(new Set(seriesColors(names).values()).size).toBe(names.length);
    }),
  );
});

test('a name that comes first always has the same colour', () => {
  expect(seriesColors(['checkout', 'a']).get('checkout')).toBe(
    seriesColors(['checkout', 'b', 'c']).get('checkout'),
  );
});

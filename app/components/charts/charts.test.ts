// The geometry of charts: ticks, stacks and colours.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seriesColors } from './palette.ts';
import { barTotals, stackBar } from './stack.ts';
import { intervalName, timeTicks } from './ticks.ts';

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

// The geometry of the volume histogram.
import { expect, test } from 'vitest';
import { layoutVolume, timeTicks, volumePaths } from './volume-layout.ts';

const MINUTE = 60_000;
const statistics = { elapsedMs: 1, rowsRead: 1, bytesRead: 1 };

test('series become intervals with totals', () => {
  const layout = layoutVolume({
    bucketMs: MINUTE,
    fromMs: 0,
    toMs: 3 * MINUTE,
    series: [
      { severity: 'error', points: [[MINUTE, 2]] },
      {
        severity: 'info',
        points: [
          [0, 5],
          [MINUTE, 8],
        ],
      },
    ],
    statistics,
  });
  expect(layout.buckets).toEqual([
    { startMs: 0, counts: { info: 5 }, total: 5 },
    { startMs: MINUTE, counts: { error: 2, info: 8 }, total: 10 },
  ]);
  expect(layout).toMatchObject({ highest: 10, total: 15, totals: { error: 2, info: 13 } });
  expect(volumePaths(layout, 300, 50)).toEqual({
    error: 'M100 40h99V50h-99z',
    info: 'M0 25h99V50h-99zM100 0h99V40h-99z',
  });
});

test('one error among a million lines keeps a visible bar', () => {
  const layout = layoutVolume({
    bucketMs: MINUTE,
    fromMs: 0,
    toMs: MINUTE,
    series: [
      { severity: 'error', points: [[0, 1]] },
      { severity: 'info', points: [[0, 1_000_000]] },
    ],
    statistics,
  });
  expect(volumePaths(layout, 100, 50).error).toBe('M0 48h99V50h-99z');
});

test('nothing found is an empty chart', () => {
  const layout = layoutVolume({ bucketMs: MINUTE, fromMs: 0, toMs: MINUTE, series: [], statistics });
  expect(layout).toMatchObject({ highest: 0, total: 0, buckets: [] });
  expect(volumePaths(layout, 100, 50)).toEqual({});
});

test('ticks are round on the clock of the zone', () => {
  const fromMs = Date.parse('2026-11-22T00:10:00Z');
  const { stepMs, ticks } = timeTicks({ fromMs, toMs: fromMs + 24 * 60 * MINUTE }, 8, 330 * MINUTE);
  expect(stepMs).toBe(180 * MINUTE);
  expect(new Date((ticks[0] ?? 0) + 330 * MINUTE).toISOString()).toBe('2026-11-22T06:00:00.000Z');
});

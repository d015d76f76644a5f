// The heatmap's cells: where they stand, what they hold, and which box they are.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  boxOfCells,
  cellAt,
  cellsBetween,
  durationRow,
  durationTicks,
  gridPercentile,
  heat,
  heatGrid,
  rowDuration,
  rowShare,
  sumCells,
  timeShare,
} from './heat-grid.ts';

const MS = 1e6;
const statistics = { elapsedMs: 1, rowsRead: 1, bytesRead: 1 };

/** Sixty columns of a minute; the range begins in the middle of the first one. */
function grid(cells: [number, number, number, number][], perOctave = 2) {
  return heatGrid({
    fromMs: 30_000,
    toMs: 3_600_000,
    stepMs: 60_000,
    perOctave,
    cells,
    partial: null,
    statistics,
  });
}

test('columns begin at whole steps, at or before the range', () => {
  const { firstMs, columns } = grid([]);
  expect([firstMs, columns]).toEqual([0, 60]);
});

test('a box of cells ends where the range does, and holds whole rows', () => {
  // 2^20 ns to 2^21 ns: 1.05 to 2.1 ms.
  const box = boxOfCells(grid([[0, 40, 1, 0]]), { left: 0, right: 1, low: 40, high: 42 });
  expect(box).toEqual({ fromMs: 30_000, toMs: 60_000, minNs: 2 ** 20, maxNs: 2 ** 21 });
});

test('the lowest row begins at nothing, because it also holds what is shorter', () => {
  expect(boxOfCells(grid([[0, 0, 1, 0]]), { left: 0, right: 1, low: 0, high: 1 }).minNs).toBe(0);
});

test('a sum is of the cells inside', () => {
  const cells = grid([
    [1, 40, 10, 1],
    [2, 41, 5, 5],
    [2, 44, 100, 0],
  ]);
  expect(sumCells(cells, { left: 0, right: 3, low: 40, high: 42 })).toEqual({ spans: 15, errors: 6 });
  expect(cells).toMatchObject({ most: 100, total: 115, errors: 6 });
});

test('where rows would be too thin, two become one', () => {
  const shown = grid([
    [0, 20, 1, 0],
    [0, 50, 2, 1],
    [0, 51, 3, 1],
  ]);
  expect(shown).toMatchObject({ perOctave: 1, total: 6, errors: 2 });
  expect(shown.cells).toEqual([
    { column: 0, row: 10, spans: 1, errors: 0 },
    { column: 0, row: 25, spans: 5, errors: 2 },
  ]);
  expect(boxOfCells(shown, { left: 0, right: 1, low: 25, high: 26 })).toMatchObject({
    minNs: 2 ** 25,
    maxNs: 2 ** 26,
  });
});

test('cells behind the range are left out', () => {
  expect(grid([[60, 40, 1, 0]]).total).toBe(0);
});

test('every place is in the cell whose box it is in', () => {
  const shown = grid([
    [3, 30, 5, 0],
    [50, 52, 7, 1],
  ]);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (x, y) => {
        const { column, row } = cellAt(shown, x, y);
        const box = boxOfCells(shown, cellsBetween({ column, row }, { column, row }));
        expect(timeShare(shown, box.fromMs)).toBeLessThanOrEqual(x + 1e-9);
        expect(timeShare(shown, box.toMs)).toBeGreaterThanOrEqual(x - 1e-9);
        expect(rowShare(shown, row)).toBeLessThanOrEqual(y + 1e-9);
        expect(rowShare(shown, row + 1)).toBeGreaterThanOrEqual(y - 1e-9);
      },
    ),
  );
});

test('rows and durations are each other’s opposites', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 2, 4), (row, perOctave) => {
      expect(durationRow(rowDuration(row, perOctave), perOctave)).toBeCloseTo(row, 6);
    }),
  );
});

test('percentiles are within a row of the true ones', () => {
  // 90 spans between 1 and 1.4 ms, 10 between 1 and 1.4 s.
  const low = Math.floor(durationRow(1.2 * MS, 2));
  const high = Math.floor(durationRow(1_200 * MS, 2));
  const cells = grid([
    [0, low, 90, 0],
    [0, high, 10, 0],
  ]);
  const p50 = gridPercentile(cells, 0.5) ?? 0;
  const p95 = gridPercentile(cells, 0.95) ?? 0;
  expect(p50).toBeGreaterThanOrEqual(rowDuration(low, 2));
  expect(p50).toBeLessThanOrEqual(rowDuration(low + 1, 2));
  expect(p95).toBeGreaterThanOrEqual(rowDuration(high, 2));
  expect(gridPercentile(grid([]), 0.5)).toBeUndefined();
});

test('colours tell few from many on a logarithmic scale', () => {
  expect(heat(1, 10_000)).toBeGreaterThan(0.05);
  expect(heat(100, 10_000)).toBeCloseTo(0.5, 1);
  expect(heat(10_000, 10_000)).toBe(1);
});

test('ticks are round durations in view, and not more than there is room for', () => {
  const shown = grid([
    [0, 34, 1, 0],
    [0, 60, 1, 0],
  ]);
  expect(durationTicks(shown, 6)).toEqual([1e5, 1e6, 1e7, 1e8, 1e9]);
  expect(durationTicks(shown, 2).length).toBeLessThanOrEqual(3);
});

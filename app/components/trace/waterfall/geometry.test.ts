// Between time and pixels.
import { expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { criticalPath } from '#app/lib/trace-model/critical-path.ts';
import { draw, STEP } from '#app/lib/trace-model/testing.ts';
import { packPath, segmentsOf } from '../load/critical-path.ts';
import { minimapImage } from '../minimap/minimap-image.ts';
import { clampWindow, formatZoom, pan, parseZoom, timeTicks, wholeOf, zoomAround } from './geometry.ts';
import { selfIntervals } from './self-intervals.ts';

const whole = { from: 1_000, to: 2_000 };

test.each([
  ['', whole],
  ['100-400', { from: 1_100, to: 1_400 }],
  ['400-100', whole],
  ['800-5000', whole],
  ['900-900', whole],
])('the zoom %j is read', (text, shown) => {
  expect(parseZoom(text, whole)).toEqual(shown);
});

test('a zoom is written from the begin of the trace, and not at all when it is the whole', () => {
  expect(formatZoom({ from: 1_100.2, to: 1_399.5 }, whole)).toBe('100-400');
  expect(formatZoom(whole, whole)).toBe('');
});

test('zooming keeps the time under the pointer in place, within the whole', () => {
  expect(zoomAround({ from: 1_200, to: 1_600 }, 1_300, 0.5, whole)).toEqual({ from: 1_250, to: 1_450 });
  expect(zoomAround({ from: 1_200, to: 1_600 }, 1_300, 100, whole)).toEqual(whole);
  expect(pan({ from: 1_800, to: 1_900 }, 5, whole)).toEqual({ from: 1_900, to: 2_000 });
  expect(clampWindow({ from: 1_500, to: 1_500 }, whole)).toEqual({ from: 1_500, to: 1_510 });
});

test('a trace of no duration has a place too', () => {
  expect(wholeOf({ begin: 5, end: 5 })).toEqual({ from: 5, to: 15 });
});

test.each([
  [{ from: 0, to: 200e6 }, 5, [0, 50e6, 100e6, 150e6, 200e6]],
  [{ from: 0, to: 7 }, 4, [0, 2, 4, 6]],
  [{ from: 90e9, to: 400e9 }, 4, [120e9, 240e9, 360e9]],
])('ticks of %j are round', (shown, most, ticks) => {
  expect(timeTicks(shown, 0, most)).toEqual(ticks);
});

test('ticks of years are few and days', () => {
  const ticks = timeTicks({ from: 0, to: 3 * 365 * 86_400e9 }, 0, 6);
  expect(ticks.length).toBeLessThan(10);
  expect(ticks.every((tick) => tick % 86_400e9 === 0)).toBe(true);
});

const drawing = draw(`
  root      |==========|
    a       | ===      |
      b     |  =       |
    c       |   ===    |
`);
const tree = buildTree(drawing.columns);

test.each([
  ['root', [0, 1, 6, 10]],
  ['a', [1, 2, 3, 4]],
  ['b', [2, 3]],
])('%s works itself while no child does', (label, steps) => {
  const found = selfIntervals(tree, drawing.span(label)) ?? [];
  expect(Array.from(found, (at) => at / STEP)).toEqual(steps);
});

test('the critical path is found by span', () => {
  const path = packPath(criticalPath(tree), tree.columns.count);
  const of = (label: string) => {
    const [from, to] = segmentsOf(path, drawing.span(label));
    return Array.from({ length: to - from }, (_, at) => [
      (path.starts[from + at] ?? 0) / STEP,
      (path.ends[from + at] ?? 0) / STEP,
    ]);
  };
  expect(of('root')).toEqual([
    [0, 3],
    [6, 10],
  ]);
  expect(of('c')).toEqual([[3, 6]]);
  expect(of('b')).toEqual([]);
});

test('the minimap draws every span, later ones above earlier ones', () => {
  const { preorder, columns } = tree;
  const image = minimapImage(preorder, columns, { from: 0, to: 10 * STEP }, 10, 4);
  const lines = [0, 1, 2, 3].map((y) => Array.from(image.services.slice(y * 10, y * 10 + 10)).join(''));
  expect(lines).toEqual(['1111111111', '0111000000', '0010000000', '0001110000']);
  const one = minimapImage(preorder, columns, { from: 0, to: 10 * STEP }, 10, 1);
  expect(Array.from(one.services).join('')).toBe('1111111111');
});

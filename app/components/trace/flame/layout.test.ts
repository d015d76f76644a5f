// Which bars of a flame graph are seen, found and reached, on a small hand-drawn trace.
import { describe, expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { flameGraph } from '#app/lib/trace-model/flame.ts';
import { draw, STEP } from '#app/lib/trace-model/testing.ts';
import { BAR_PX, barAt, eachSeenBar, markBars, markedShare, neighbour, spanOf, stackOf } from './layout.ts';

// Self times in steps: root 2, wide 4 + tip 2, narrow 1 (two spans of one name are one bar), so 10 altogether.
const graph = flameGraph(
  buildTree(
    draw(`
      web:root      |==========|
        db:wide     |======    |
          db:tip    |==        |
        db:narrow   |      =   |
        db:other    |       =  |
    `).columns,
  ),
);
const barOf = (name: string) =>
  Array.from({ length: graph.count }, (_, bar) => bar).find(
    (bar) => graph.columns.names[graph.name[bar] ?? 0] === name,
  ) as number;
const nameOf = (bar: number | undefined) =>
  bar === undefined ? undefined : graph.columns.names[graph.name[bar] ?? 0];

function seenBars(width: number, from = 0, to = graph.wholeWidth, top = 0, height = 100) {
  const seen: [string | undefined, number, number, number][] = [];
  eachSeenBar(graph, { from, to, top, width, height }, (bar, x, y, w) =>
    seen.push([nameOf(bar), Math.round(x), y, Math.round(w)]),
  );
  return seen;
}

describe('seen bars', () => {
  test('stand below their callers, the widest first', () => {
    expect(graph.wholeWidth).toBe(10 * STEP);
    expect(seenBars(100)).toEqual([
      ['root', 0, 0, 100],
      ['wide', 0, BAR_PX, 60],
      ['tip', 0, 2 * BAR_PX, 20],
      ['narrow', 60, BAR_PX, 10],
      ['other', 70, BAR_PX, 10],
    ]);
  });

  test('are only those that are wide enough', () => {
    expect(seenBars(3).map(([name]) => name)).toEqual(['root', 'wide', 'tip']);
  });

  test('are only those beside and below the rim', () => {
    const wide = spanOf(graph, barOf('wide'));
    expect(seenBars(60, wide.from, wide.to).map(([name]) => name)).toEqual(['root', 'wide', 'tip']);
    expect(seenBars(100, 0, 10 * STEP, 0, BAR_PX - 1).map(([name]) => name)).toEqual(['root']);
    expect(seenBars(100, 0, 10 * STEP, 2 * BAR_PX).map(([name]) => name)).toEqual(['tip']);
  });

  test('are found at a point', () => {
    const seen = { from: 0, to: 10 * STEP, top: 0, width: 100, height: 100 };
    expect(nameOf(barAt(graph, seen, 65, BAR_PX + 1))).toBe('narrow');
    expect(nameOf(barAt(graph, seen, 99, 5))).toBe('root');
    expect(barAt(graph, seen, 99, BAR_PX + 1)).toBeUndefined();
  });
});

test('arrows go to callers, called and neighbours, and stop at the rim', () => {
  const go = (name: string, direction: Parameters<typeof neighbour>[2]) =>
    nameOf(neighbour(graph, barOf(name), direction));
  expect(go('root', 'up')).toBeUndefined();
  expect(go('root', 'down')).toBe('wide');
  expect(go('root', 'left')).toBeUndefined();
  expect(go('root', 'right')).toBeUndefined();
  expect(go('wide', 'right')).toBe('narrow');
  expect(go('narrow', 'left')).toBe('wide');
  expect(go('tip', 'down')).toBeUndefined();
  expect(go('tip', 'right')).toBeUndefined();
  expect(stackOf(graph, barOf('tip')).map(nameOf)).toEqual(['root', 'wide', 'tip']);
});

test('a mark counts each part of the width once', () => {
  const share = (text: string) => {
    const marked = markBars(graph, text);
    return marked && markedShare(graph, marked);
  };
  expect(share(' ')).toBeUndefined();
  expect(share('DB')).toBeCloseTo(0.8);
  expect(share('tip')).toBeCloseTo(0.2);
  expect(share('nothing')).toBe(0);
});

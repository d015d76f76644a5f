// Critical paths of hand-drawn traces (marked with `#`), and what holds for any.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { criticalPath, mainRoot } from './critical-path.ts';
import { anyTrace, columnsOf, draw, STEP } from './testing.ts';
import type { TraceTree } from './tree-types.ts';

/** The pieces by time. */
function piecesOf(tree: TraceTree, root?: number) {
  const { spans, starts, ends } = criticalPath(tree, root);
  return Array.from(spans, (span, at) => ({ span, start: starts[at] ?? 0, end: ends[at] ?? 0 })).sort(
    (a, b) => a.start - b.start,
  );
}

const CASES: readonly (readonly [string, string])[] = [
  ['a span alone', `root |######|`],
  [
    'gaps are the parent’s own',
    `
    root  |##==##===#|
      a   |  ##      |
      b   |      ### |`,
  ],
  [
    'of parallel children the one that ends last',
    `
    root  |#=======##|
      a   | =====    |
      b   | #######  |`,
  ],
  [
    'before a child began, the one that had ended last by then',
    `
    root  |=======###|
      a   |###       |
      b   |   ####   |
      c   |  ===     |`,
  ],
  [
    'grandchildren',
    `
    root    |#======##=|
      a     | ##===#   |
        b   |   ###    |
      c     |         #|`,
  ],
  [
    'a child that outlives its parent was not waited for',
    `
    root    |######    |
      fire  |  ========|`,
  ],
  [
    'a message that is taken later was not waited for',
    `
    root     |##=###    |
      send/P |  #       |
        take/Q |   ===== |`,
  ],
  [
    'a call that was given up: its server was waited for as long as the client lasted',
    `
    root        |#====##   |
      call/C    | #===     |
        work/S  |  ###===  |`,
  ],
  [
    'what the given up server itself waited for, as far as it counts',
    `
    root        |#====##   |
      call/C    | #===     |
        work/S  |  #=====  |
          sql/C |   ##===  |`,
  ],
  [
    'a child that began before its parent counts inside of it',
    `
    root  |  =####|
      a   | =#    |`,
  ],
  [
    'of children that end together the longest',
    `
    root  |#=====|
      a   | #####|
      b   |   ===|`,
  ],
  [
    'no duration, no place on it',
    `
    root  |######|
      a   |  +   |`,
  ],
  [
    'rounding is no outliving',
    `
    root  |${'#'.repeat(10)}${'='.repeat(90)} |
      a   |${' '.repeat(10)}${'#'.repeat(90)} |`,
  ],
];

describe('criticalPath', () => {
  it.each(CASES)('%s', (_, text) => {
    const { columns, labels, marked } = draw(text);
    const path = piecesOf(buildTree(columns));
    expect(path.map(({ span, start, end }) => `${labels[span]} ${start / STEP}-${end / STEP}`)).toEqual(
      marked,
    );
  });

  it('forgives a millisecond, or a hundredth, of outliving', () => {
    const root = { id: 1n, parentId: 0n, start: 0, duration: 1_000_000_000, service: 'a', name: 'root' };
    const child = (beyond: number) => ({
      ...root,
      id: 2n,
      parentId: 1n,
      start: 500_000_000,
      duration: 500_000_000 + beyond,
    });
    const spansOf = (beyond: number) =>
      piecesOf(buildTree(columnsOf([root, child(beyond)]))).map(({ span }) => span);
    expect(spansOf(1_000_000)).toEqual([0, 1]);
    expect(spansOf(1_000_001)).toEqual([0]);
  });

  it('is of the longest root, and of the longest span where no root is stored', () => {
    const main = (text: string) => {
      const { columns, labels } = draw(text);
      return labels[mainRoot(buildTree(columns))];
    };
    expect(main('short |==  |\nlong |==== |\nlost under nobody |=====|')).toBe('long');
    expect(main('lost under nobody |=== |\nmore under nobody |====|')).toBe('more');
    expect(mainRoot(buildTree(columnsOf([])))).toBe(-1);
    expect(piecesOf(buildTree(columnsOf([])))).toEqual([]);
  });

  it('takes a chain of a hundred thousand spans, and as many siblings', () => {
    const spans = Array.from({ length: 100_000 }, (_, i) => ({
      ...{ id: BigInt(i + 1), start: i, duration: 200_000 - 2 * i, service: 'a', name: 'x' },
    }));
    const chain = buildTree(columnsOf(spans.map((span, i) => ({ ...span, parentId: BigInt(i) }))));
    // Each adds a nanosecond before and one after its child.
    expect(piecesOf(chain)).toHaveLength(2 * 100_000 - 1);
    const flat = spans.map((span, i) => ({
      ...{ ...span, parentId: i === 0 ? 0n : 1n },
      ...(i > 0 && { start: i - 1, duration: 1 }),
    }));
    expect(piecesOf(buildTree(columnsOf(flat)))).toHaveLength(100_000);
  });

  it('is disjoint, within its spans, and covers the interval of the root, in any trace', () => {
    fc.assert(
      fc.property(anyTrace, (columns) => {
        const tree = buildTree(columns);
        for (let root = 0; root < columns.count; root++) {
          let at = columns.start[root] as number;
          const rootEnd = at + (columns.duration[root] as number);
          for (const { span, start, end } of piecesOf(tree, root)) {
            expect(start).toBe(at);
            expect(end).toBeGreaterThan(start);
            const spanStart = columns.start[span] as number;
            expect(start).toBeGreaterThanOrEqual(spanStart);
            expect(end).toBeLessThanOrEqual(spanStart + (columns.duration[span] as number));
            at = end;
          }
          expect(at).toBe(rootEnd);
        }
      }),
      { numRuns: 500 },
    );
  });
});

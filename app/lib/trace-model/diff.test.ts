// Differences of drawn traces, and what holds for any two.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { CHANGES, diffOperations, diffTraces } from './diff.ts';
import { anyTrace, draw } from './testing.ts';
import type { TraceTree } from './tree-types.ts';

const tree = (text: string) => buildTree(draw(text).columns);

const BEFORE = `
  web:root      |==================|
    cart:list   | ======           |
      db:query  |  ==              |
    pay:charge  |        ========  |
      bank:call |         =====    |
`;
/** `query` grew, `charge` is quicker, `call` is gone, `audit` is new with a child. */
const AFTER = `
  web:root      |==================|
    cart:list   | ======           |
      db:query! |  ====            |
    log:audit   |       =          |
      log:write |       =          |
    pay:charge  |        ====      |
`;

/** The nodes in order, indented: `label change`. */
function outline(a: TraceTree, b: TraceTree): string[] {
  const diff = diffTraces(a, b);
  return Array.from(diff.preorder, (node) => {
    const inA = diff.inA[node] ?? -1;
    const inB = diff.inB[node] ?? -1;
    const { columns, span } =
      inA === -1 ? { columns: b.columns, span: inB } : { columns: a.columns, span: inA };
    const name = columns.names[columns.name[span] ?? 0];
    const error = ['', ' fails', ' recovers'].at(diff.errorChange[node] ?? 0);
    return `${'  '.repeat(diff.depth[node] ?? 0)}${name} ${CHANGES[diff.change[node] ?? 0]}${error}`;
  });
}

describe('diffTraces', () => {
  it('tells what came, went, and took longer or less', () => {
    expect(outline(tree(BEFORE), tree(AFTER))).toEqual([
      'root same',
      '  list same',
      '    query slower fails',
      '  audit added',
      '    write added',
      '  charge faster',
      '    call removed',
    ]);
    const diff = diffTraces(tree(BEFORE), tree(AFTER));
    expect(diff.counts).toEqual({ same: 2, slower: 1, faster: 1, added: 2, removed: 1 });
    expect(diff.changesBelow[diff.preorder[0] ?? 0]).toBe(5);
  });

  it('turns round with the traces', () => {
    expect(outline(tree(AFTER), tree(BEFORE))).toEqual([
      'root same',
      '  list same',
      '    query faster recovers',
      '  audit removed',
      '    write removed',
      '  charge slower',
      '    call added',
    ]);
  });

  it('aligns like siblings by their order', () => {
    const one = tree(
      'r |========|\n x |==      |\n y |  =     |\n x under r |    === |'.replaceAll('x under r', 'z'),
    );
    const two = tree('r |========|\n x |==      |\n z |  ===   |\n y |      = |');
    expect(outline(one, two)).toEqual(['r same', '  x same', '  y same', '  z same']);
  });

  it('has kinds apart, and no common ground between other roots', () => {
    expect(outline(tree('r/C |==|'), tree('r/S |==|'))).toEqual(['r removed', 'r added']);
    expect(outline(tree('a |==|\n x |==|'), tree('b |==|\n x |==|'))).toEqual([
      'a removed',
      '  x removed',
      'b added',
      '  x added',
    ]);
  });

  it('has a threshold of a tenth and a millisecond, both', () => {
    const change = (before: number, after: number) => {
      const of = (duration: number) =>
        buildTree({ ...draw('r |=|').columns, duration: Float64Array.of(duration) });
      return CHANGES[diffTraces(of(before), of(after)).change[0] ?? 0];
    };
    expect([change(1e6, 2e6), change(1e6, 2e6 + 1), change(1e9, 1.1e9), change(1e9, 1.1e9 + 1)]).toEqual([
      'same',
      'slower',
      'same',
      'slower',
    ]);
    expect(change(2e9, 1e9)).toBe('faster');
  });

  it('is empty for a trace and itself, whatever the order of its spans', () => {
    fc.assert(
      fc.property(anyTrace, (columns) => {
        const one = buildTree(columns);
        const diff = diffTraces(one, buildTree(columns), { share: 0, ns: 0 });
        expect(diff.counts).toEqual({ same: columns.count, slower: 0, faster: 0, added: 0, removed: 0 });
        expect(diff.errorChange.every((change) => change === 0)).toBe(true);
        expect(diff.inA).toEqual(diff.inB);
        expect(diffOperations(one, one)).toEqual([]);
      }),
    );
  });

  it('has every span of both once, under the node of its parent', () => {
    fc.assert(
      fc.property(anyTrace, anyTrace, (first, second) => {
        const [a, b] = [buildTree(first), buildTree(second)];
        const diff = diffTraces(a, b);
        for (const [side, of] of [
          [a, diff.inA],
          [b, diff.inB],
        ] as const) {
          const spans = of.filter((span) => span !== -1);
          expect([...spans].sort((x, y) => x - y)).toEqual([...side.parent.keys()]);
          for (const [node, span] of of.entries()) {
            if (span === -1) continue;
            const above = diff.parent[node] ?? -1;
            expect(above === -1 ? -1 : of[above]).toBe(side.parent[span]);
          }
        }
        expect(Object.values(diff.counts).reduce((sum, count) => sum + count)).toBe(diff.count);
      }),
    );
  });
});

describe('diffOperations', () => {
  it('sums both sides, the largest difference of self time first', () => {
    const rows = diffOperations(tree(BEFORE), tree(AFTER)).map(
      ({ name, a, b }) =>
        `${name} ${a.count}>${b.count} self ${a.self / 1e6}>${b.self / 1e6} errors ${b.errors}`,
    );
    expect(rows).toEqual([
      'call 1>0 self 5>0 errors 0',
      'root 1>1 self 4>7 errors 0',
      'list 1>1 self 4>2 errors 0',
      'query 1>1 self 2>4 errors 1',
      'charge 1>1 self 3>4 errors 0',
      'write 0>1 self 0>1 errors 0',
      'audit 0>1 self 0>0 errors 0',
    ]);
  });
});

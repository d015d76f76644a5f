// Statistics, flame graph and call graph of a drawn trace, and what must add up in any.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { callGraph } from './calls.ts';
import { flameGraph } from './flame.ts';
import { spanStatistics } from './statistics.ts';
import { anyTrace, columnsOf, draw, STEP } from './testing.ts';

/** Operations are drawn twice, so names repeat: the label up to its digit is the name. */
function shop() {
  const { columns, labels } = draw(`
    web:root        |====================|
      cart:list1    | =====              |
        db:query1   |  ===               |
      cart:list2!   |       =====        |
        db:query2!  |        ==          |
        db:query3   |         ==         |
      db:query4     |               ==== |
  `);
  const names = labels.map((label) => label.replace(/\d/, ''));
  const distinct = [...new Set(names)];
  const renamed = {
    ...columns,
    names: distinct,
    name: Uint32Array.from(names, (name) => distinct.indexOf(name)),
  };
  return buildTree(renamed);
}

const steps = (ns: number) => ns / STEP;

describe('spanStatistics', () => {
  it('sums by operation, the largest self time first', () => {
    expect(
      spanStatistics(shop(), 'operation').map((row) => [
        `${row.service} ${row.name}`,
        row.count,
        row.errors,
        ...[row.total, row.self, row.min, row.avg, row.p50, row.p95, row.p99, row.max].map(steps),
      ]),
    ).toEqual([
      ['db query', 4, 1, 11, 11, 2, 2.75, 2, 4, 4, 4],
      ['web root', 1, 0, 20, 6, 20, 20, 20, 20, 20, 20],
      // 5 without 3, and 5 without 8-11.
      ['cart list', 2, 1, 10, 4, 5, 5, 5, 5, 5, 5],
    ]);
  });

  it('sums by service', () => {
    const rows = spanStatistics(shop(), 'service').map(({ service, name, count }) => [service, name, count]);
    expect(rows).toEqual([
      ['db', '', 4],
      ['web', '', 1],
      ['cart', '', 2],
    ]);
    expect(spanStatistics(buildTree(columnsOf([])), 'service')).toEqual([]);
  });

  it('takes percentiles by nearest rank', () => {
    const spans = Array.from({ length: 200 }, (_, i) => ({
      ...{
        id: BigInt(i + 1),
        parentId: 0n,
        start: 0,
        duration: ((i * 77) % 200) + 1,
        service: 'a',
        name: 'x',
      },
    }));
    const [row] = spanStatistics(buildTree(columnsOf(spans)), 'operation');
    expect([row?.min, row?.p50, row?.p95, row?.p99, row?.max]).toEqual([1, 100, 190, 198, 200]);
  });
});

describe('flameGraph', () => {
  it('merges equal stacks, the widest first', () => {
    const flame = flameGraph(shop());
    const { columns, preorder, depth, service, spans, errors, total, self, width, left, example } = flame;
    const bars = Array.from(preorder, (bar) => [
      `${'  '.repeat(depth[bar] ?? 0)}${columns.services[service[bar] ?? 0]}`,
      spans[bar],
      errors[bar],
      ...[total, self, width, left].map((list) => steps(list[bar] ?? 0)),
      example[bar],
    ]);
    expect(bars).toEqual([
      ['web', 1, 0, 20, 6, 21, 0, 0],
      // Two queries ran at once, so the bars hold one step more than passed.
      ['  cart', 2, 1, 10, 4, 11, 0, 1],
      ['    db', 3, 1, 7, 7, 7, 0, 2],
      ['  db', 1, 0, 4, 4, 4, 11, 6],
    ]);
    expect([steps(flame.wholeWidth), flame.maxDepth]).toEqual([21, 2]);
  });

  it('has every span in one bar, and bars that fit on those below', () => {
    fc.assert(
      fc.property(anyTrace, (columns) => {
        const tree = buildTree(columns);
        const flame = flameGraph(tree);
        const sum = (list: Iterable<number>) => [...list].reduce((total, each) => total + each, 0);
        expect(sum(flame.spans)).toBe(columns.count);
        expect(flame.wholeWidth).toBe(sum(tree.self));
        const taken = new Map<number, number>();
        for (const bar of flame.preorder) {
          const [left, width, depth] = [flame.left[bar] ?? 0, flame.width[bar] ?? 0, flame.depth[bar] ?? 0];
          expect(left).toBeGreaterThanOrEqual(taken.get(depth) ?? 0);
          taken.set(depth, left + width);
          const below = flame.parent[bar] ?? -1;
          const [from, whole] =
            below === -1 ? [0, flame.wholeWidth] : [flame.left[below], flame.width[below]];
          expect(left).toBeGreaterThanOrEqual(from ?? 0);
          expect(left + width).toBeLessThanOrEqual((from ?? 0) + (whole ?? 0));
        }
      }),
    );
  });
});

describe('callGraph', () => {
  const show = (by: 'operation' | 'service', tree = shop()) => {
    const { nodes, edges } = callGraph(tree, by);
    return {
      nodes: nodes.map((node) => `${node.service} ${node.name} ${node.count} ${node.errors} ${node.entries}`),
      edges: edges.map(
        ({ source, target, count, errors, total, self }) =>
          `${nodes[source]?.service}>${nodes[target]?.service} ${count} ${errors} ${steps(total)} ${steps(self)}`,
      ),
    };
  };

  it('counts calls between operations', () => {
    expect(show('operation')).toEqual({
      nodes: ['web root 1 0 1', 'cart list 2 1 0', 'db query 4 1 0'],
      edges: ['web>cart 2 1 10 4', 'cart>db 3 1 7 7', 'web>db 1 0 4 4'],
    });
  });

  it('leaves out calls within a service, and keeps those of an operation to itself', () => {
    const tree = buildTree(draw('a:x |====|\n a:y | == |\n  b:z | =  |').columns);
    expect(show('service', tree)).toEqual({ nodes: ['a  2 0 1', 'b  1 0 0'], edges: ['a>b 1 0 1 1'] });
    const span = { id: 1n, parentId: 0n, start: 0, duration: STEP, service: 'a', name: 'again' };
    const recursion = buildTree(columnsOf([span, { ...span, id: 2n, parentId: 1n }]));
    expect(show('operation', recursion).edges).toEqual(['a>a 1 0 1 1']);
  });

  it('has every span in a node and every child in an edge', () => {
    fc.assert(
      fc.property(anyTrace, (columns) => {
        const tree = buildTree(columns);
        const { nodes, edges } = callGraph(tree, 'operation');
        const sum = (list: readonly { readonly count: number }[]) =>
          list.reduce((all, each) => all + each.count, 0);
        expect(sum(nodes)).toBe(columns.count);
        expect(sum(edges)).toBe(tree.parent.filter((above) => above !== -1).length);
      }),
    );
  });
});

// Trees of hand-drawn traces, and rules that hold for any spans whatever is wrong with them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { anyTrace, columnsOf, draw, STEP } from './testing.ts';

/** The tree as indented labels, in preorder. */
function outline(text: string): string[] {
  const { columns, labels } = draw(text);
  const tree = buildTree(columns);
  return Array.from(tree.preorder, (span) => `${'  '.repeat(tree.depth[span] ?? 0)}${labels[span]}`);
}

function problems(text: string): string[] {
  const { columns, labels } = draw(text);
  return buildTree(columns).problems.map(
    ({ kind, count, spans }) => `${kind} ${count}: ${spans.map((span) => labels[span]).join(' ')}`,
  );
}

const SEVERAL_ROOTS = `
  first   |==        |
    child | =        |
  second  |      === |
`;
const MISSING_PARENT = `
  root              |====      |
  lost under nobody |  =====   |
    below           |   ===    |
`;
const CYCLE = `
  root         |==========|
  b under d    |   =====  |
  c under b    |  =====   |
  d under c    |     ===  |
    leaf       |     =    |
`;
const SELF_PARENT = `
  own under own |===  |
    child       | =   |
`;

describe('buildTree', () => {
  it('puts children by start under their parents, whatever the order of arrival', () => {
    const text = `
      late under root |     ==   |
      root            |==========|
        early         |  ==      |
      leaf under early|   =      |
    `;
    expect(outline(text)).toEqual(['root', '  early', '    leaf', '  late']);
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['several roots', SEVERAL_ROOTS, ['first', '  child', 'second'], ['several-roots 2: first second']],
    ['a parent that is not there', MISSING_PARENT, ['root', 'lost', '  below'], ['missing-parent 1: lost']],
    ['a circle, cut at its earliest span', CYCLE, ['root', 'c', '  d', '    b', '    leaf'], ['cycle 1: c']],
    ['a span that is its own parent', SELF_PARENT, ['own', '  child'], ['cycle 1: own']],
  ])('survives %s', (_, text, tree, found) => {
    expect(outline(text)).toEqual(tree);
    expect(problems(text)).toEqual(found);
  });

  it('gives children to the earliest of equal ids', () => {
    const span = (start: number, id: bigint, parentId: bigint) => ({
      ...{ id, parentId, start, duration: 5, service: 'app' },
      name: `at ${start}`,
    });
    const tree = buildTree(columnsOf([span(4, 2n, 1n), span(3, 3n, 2n), span(2, 2n, 1n), span(0, 1n, 0n)]));
    expect([...tree.parent]).toEqual([3, 2, 3, -1]);
    expect(tree.problems).toEqual([{ kind: 'duplicate', count: 1, spans: [0] }]);
  });

  it.each([
    ['the client first', 0, 1],
    ['the server first, by its clock', 1, 0],
  ])('puts the server of a call below the client of the same id: %s', (_, clientStart, serverStart) => {
    const span = { id: 2n, parentId: 1n, duration: 5, service: 'app', name: 'call' };
    const client = { ...span, start: clientStart, kind: 'Client' } as const;
    const server = { ...span, start: serverStart, kind: 'Server' } as const;
    const root = { ...span, id: 1n, parentId: 0n, start: 0 };
    const child = { ...span, id: 3n, parentId: 2n, start: 2 };
    const tree = buildTree(columnsOf([child, server, client, root, { ...server, start: 3 }]));
    expect([...tree.parent]).toEqual([1, 2, 3, -1, 3]);
    expect(tree.problems).toEqual([{ kind: 'duplicate', count: 1, spans: [4] }]);
    const alone = buildTree(columnsOf([server, client].map((each) => ({ ...each, parentId: 0n }))));
    expect([[...alone.parent], alone.problems]).toEqual([[1, -1], []]);
  });

  it('takes no span for the parent of spans without an id', () => {
    const span = { id: 0n, parentId: 0n, start: 0, duration: 1, service: 'app', name: 'x' };
    const tree = buildTree(columnsOf([span, span, span]));
    expect([...tree.parent]).toEqual([-1, -1, -1]);
    expect(tree.problems.map(({ kind, count }) => [kind, count])).toEqual([['several-roots', 3]]);
  });

  it('counts sizes and errors of subtrees', () => {
    const { columns, span } = draw(`
      root      |==========|
        a!      |===       |
          b!    | =        |
        c       |    ===   |
    `);
    const tree = buildTree(columns);
    expect(
      ['root', 'a', 'b', 'c'].map((label) => [tree.size[span(label)], tree.errors[span(label)]]),
    ).toEqual([
      [4, 2],
      [2, 2],
      [1, 1],
      [1, 0],
    ]);
  });

  it.each([
    // Marked is what no child covers.
    ['gaps', ['  root |##===#==##|', '    a  |  ===     |', '    b  |      ==  |']],
    ['overlap counts once', ['  root |#======###|', '    a  | ====     |', '    b  |   ====   |']],
    ['only what lies inside counts', ['  root |  ##===   |', '    a  |    ===== |']],
    ['a child around its parent', ['  root |   ===    |', '    a  | =======  |']],
    ['one child inside another', ['  root |#======###|', '    a  | ======   |', '    b  |   ==     |']],
    ['no duration', ['  root |##########|', '    a  |    +     |']],
  ])('self time: %s', (_, lines) => {
    const { columns, marked, span } = draw(lines.join('\n'));
    const expected = marked
      .filter((mark) => mark.startsWith('root '))
      .map((mark) => mark.slice(5).split('-').map(Number))
      .reduce((sum, [from = 0, to = 0]) => sum + (to - from), 0);
    expect((buildTree(columns).self[span('root')] ?? 0) / STEP).toBe(expected);
  });

  it('stands spans years apart', () => {
    const year = 365 * 86_400e9;
    const span = (id: bigint, start: number) => ({
      id,
      parentId: id - 1n,
      start,
      duration: 10,
      service: 'a',
      name: 'x',
    });
    const tree = buildTree(columnsOf([span(3n, 9 * year), span(1n, 0), span(2n, year)]));
    expect([...tree.preorder]).toEqual([1, 2, 0]);
    expect(tree.end).toBe(9 * year + 10);
  });

  it('takes a chain of a million spans', () => {
    const count = 1_000_000;
    const id = BigUint64Array.from({ length: count }, (_, i) => BigInt(i + 1));
    const columns = {
      ...columnsOf([]),
      count,
      id,
      parentId: BigUint64Array.from({ length: count }, (_, i) => BigInt(i)),
      start: new Float64Array(count),
      duration: new Float64Array(count).fill(1),
      status: new Uint8Array(count).fill(2),
    };
    const tree = buildTree(columns);
    expect(tree.depth[count - 1]).toBe(count - 1);
    expect(tree.size[0]).toBe(count);
    expect(tree.errors[0]).toBe(count);
    expect(tree.problems).toEqual([]);
  });

  it('has nothing to say of an empty trace', () => {
    const tree = buildTree(columnsOf([]));
    expect([tree.begin, tree.end, tree.problems]).toEqual([0, 0, []]);
  });
});

describe('any trace', () => {
  const check = (rule: (tree: ReturnType<typeof buildTree>) => void) =>
    fc.assert(fc.property(anyTrace, (columns) => rule(buildTree(columns))));

  it('has every span exactly once, parents first, each subtree in one piece', () => {
    check(({ columns, preorder, place, size, depth, parent }) => {
      expect([...preorder].sort((a, b) => a - b)).toEqual(Array.from({ length: columns.count }, (_, i) => i));
      const sizes = new Array<number>(columns.count).fill(1);
      for (const span of [...preorder].reverse()) {
        const above = parent[span] as number;
        if (above !== -1) sizes[above] = (sizes[above] ?? 0) + (sizes[span] ?? 0);
      }
      expect([...size]).toEqual(sizes);
      for (let span = 0; span < columns.count; span++) {
        expect(preorder[place[span] as number]).toBe(span);
        const above = parent[span] as number;
        expect(depth[span]).toBe(above === -1 ? 0 : (depth[above] ?? 0) + 1);
        if (above === -1) continue;
        const offset = (place[span] ?? 0) - (place[above] ?? 0);
        expect(offset > 0 && offset < (size[above] ?? 0)).toBe(true);
      }
    });
  });

  it('has siblings by start, and each parent is the one that was named or none', () => {
    check(({ columns, preorder, parent }) => {
      const last = new Map<number, number>();
      for (const span of preorder) {
        const above = parent[span] as number;
        const start = columns.start[span] as number;
        expect(start).toBeGreaterThanOrEqual(last.get(above) ?? 0);
        last.set(above, start);
        const isServer = columns.kind[span] === 2 && columns.id[above] === columns.id[span];
        if (above !== -1 && !isServer) expect(columns.id[above]).toBe(columns.parentId[span]);
      }
    });
  });

  it('has self times that equal a count of moments without a child', () => {
    check(({ columns, self, parent }) => {
      for (let span = 0; span < columns.count; span++) {
        const start = columns.start[span] ?? 0;
        const end = start + (columns.duration[span] ?? 0);
        const children = [...parent.keys()].filter((child) => parent[child] === span);
        const bounds = children.flatMap((child) => {
          const from = columns.start[child] ?? 0;
          return [from, from + (columns.duration[child] ?? 0)];
        });
        const cuts = [start, end, ...bounds.filter((at) => at > start && at < end)].sort((a, b) => a - b);
        let expected = 0;
        for (const [i, from] of cuts.entries()) {
          const to = cuts[i + 1] ?? from;
          const isCovered = children.some((child) => {
            const childStart = columns.start[child] ?? 0;
            return childStart <= from && childStart + (columns.duration[child] ?? 0) >= to;
          });
          if (!isCovered) expected += to - from;
        }
        expect(self[span]).toBe(expected);
      }
    });
  });
});

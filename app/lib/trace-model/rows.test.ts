// Rows under collapse, order and filter: by hand, and any sequence of changes against a naive reference.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { findByIds, findByText, stepMatch } from './find.ts';
import { type SiblingOrder, TraceRows } from './rows.ts';
import { anyTrace, draw } from './testing.ts';
import type { TraceTree } from './tree-types.ts';

const SHOP = `
  web:root       |==========|
    cart:list    |===       |
      db:query   | =        |
    pay:charge   |   ====== |
      bank:call  |    ==    |
      db:save    |      ==  |
    cart:clear   |         =|
`;

function shop() {
  const { columns, labels, span } = draw(SHOP);
  const rows = new TraceRows(buildTree(columns));
  const shown = () => Array.from(rows.spans.subarray(0, rows.count), (each) => labels[each]).join(' ');
  return { rows, shown, span, columns, labels };
}

describe('TraceRows', () => {
  it('collapses and expands one span, and keeps what is collapsed below', () => {
    const { rows, shown, span } = shop();
    rows.setCollapsed(span('charge'), true);
    expect(shown()).toBe('root list query charge clear');
    rows.setCollapsed(span('root'), true);
    expect(shown()).toBe('root');
    rows.setCollapsed(span('list'), true);
    rows.setCollapsed(span('root'), false);
    expect(shown()).toBe('root list charge clear');
    expect([rows.rowOf(span('clear')), rows.rowOf(span('query'))]).toEqual([3, -1]);
    expect(rows.reveal(span('query'))).toBe(2);
    expect(shown()).toBe('root list query charge clear');
  });

  it('goes by levels', () => {
    const { rows, shown } = shop();
    expect(rows.collapseDeepest()).toBe(true);
    expect(shown()).toBe('root list charge clear');
    expect(rows.collapseDeepest()).toBe(true);
    expect(shown()).toBe('root');
    expect(rows.collapseDeepest()).toBe(false);
    expect(rows.expandShallowest()).toBe(true);
    expect(shown()).toBe('root list charge clear');
    rows.setAllCollapsed(false);
    expect(rows.expandShallowest()).toBe(false);
    expect(rows.count).toBe(7);
    rows.showLevels(2);
    expect(shown()).toBe('root list charge clear');
  });

  it.each<[SiblingOrder, string]>([
    ['duration', 'root charge call save list query clear'],
    ['self', 'root list query charge call save clear'],
    ['name', 'root clear list query charge call save'],
    ['start', 'root list query charge call save clear'],
  ])('orders siblings by %s', (order, expected) => {
    const { rows, shown } = shop();
    rows.sort(order === 'start' ? 'name' : 'start');
    rows.sort(order);
    expect(shown()).toBe(expected);
  });

  it('shows what matches with its ancestors', () => {
    const { rows, shown, columns, span } = shop();
    rows.filter(findByText(columns, 'DB').marked);
    expect(shown()).toBe('root list query charge save');
    rows.setCollapsed(span('charge'), true);
    expect(shown()).toBe('root list query charge');
    expect(rows.reveal(span('clear'))).toBe(-1);
    rows.sort('duration');
    expect(shown()).toBe('root charge list query');
    rows.filter(undefined);
    expect(shown()).toBe('root charge list query clear');
  });
});

describe('find', () => {
  it.each([
    ['QUERY', ['query']],
    ['cart', ['list', 'clear']],
    ['  a ', ['list', 'charge', 'call', 'save', 'clear']],
    ['0000000000000005', ['call']],
    ['nowhere', []],
    ['', []],
  ])('finds %j', (text, expected) => {
    const { columns, labels } = shop();
    const { marked, count } = findByText(columns, text);
    expect(labels.filter((_, span) => marked[span] === 1)).toEqual(expected);
    expect(count).toBe(expected.length);
  });

  it('finds ids that a search answered, odd ones too', () => {
    const { columns } = shop();
    const odd = {
      ...columns,
      oddIds: new Map([
        [2, 'abc'],
        [3, 'def'],
      ]),
    };
    const ids = ['0000000000000001', 'def', '0000000000000003', 'ffffffffffffffff', 'what'];
    expect([...findByIds(odd, ids).marked]).toEqual([1, 0, 0, 1, 0, 0, 0]);
  });

  it('steps through matches in row order and round the ends', () => {
    const { rows, columns, labels, span } = shop();
    const ordered = rows.inOrder(findByText(columns, 'cart').marked);
    const step = (from: string, by: 1 | -1) =>
      labels[stepMatch(ordered, rows.places, from === '' ? -1 : span(from), by)];
    expect([step('', 1), step('', -1), step('list', 1), step('call', -1), step('clear', 1)]).toEqual([
      'list',
      'clear',
      'clear',
      'list',
      'list',
    ]);
    expect(stepMatch(new Uint32Array(), rows.places, -1, 1)).toBe(-1);
  });
});

/** What should show, by definition. */
function reference(
  tree: TraceTree,
  order: SiblingOrder,
  collapsed: ReadonlySet<number>,
  matching?: Uint8Array,
): number[] {
  const { columns, parent } = tree;
  const text = (span: number, list: readonly string[], at: Uint32Array) =>
    (list[at[span] ?? 0] ?? '').toLowerCase();
  const key = (span: number): (string | number)[] => {
    if (order === 'duration') return [-(columns.duration[span] ?? 0)];
    if (order === 'self') return [-(tree.self[span] ?? 0)];
    if (order === 'name')
      return [text(span, columns.services, columns.service), text(span, columns.names, columns.name)];
    return [];
  };
  const compare = (a: number, b: number) => {
    const [x, y] = [
      [...key(a), columns.start[a] ?? 0, a],
      [...key(b), columns.start[b] ?? 0, b],
    ];
    for (const [i, value] of x.entries()) if (value !== y[i]) return value < (y[i] ?? 0) ? -1 : 1;
    return 0;
  };
  const all = [...parent.keys()];
  const matches = (span: number): boolean =>
    matching === undefined ||
    matching[span] === 1 ||
    all.some((child) => parent[child] === span && matches(child));
  const below = (above: number): number[] =>
    all
      .filter((span) => parent[span] === above && matches(span))
      .sort(compare)
      .flatMap((span) => [span, ...(collapsed.has(span) ? [] : below(span))]);
  return below(-1);
}

describe('any changes', () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant('set' as const), span: fc.nat(39), collapsed: fc.boolean() }),
    fc.record({ do: fc.constant('subtree' as const), span: fc.nat(39), collapsed: fc.boolean() }),
    fc.record({ do: fc.constant('all' as const), collapsed: fc.boolean() }),
    fc.record({
      do: fc.constant('sort' as const),
      by: fc.constantFrom<SiblingOrder>('start', 'duration', 'self', 'name'),
    }),
    fc.record({ do: fc.constant('filter' as const), seed: fc.option(fc.nat()) }),
    fc.record({ do: fc.constant('reveal' as const), span: fc.nat(39) }),
  );

  it('leave the rows that a naive reference gives', () => {
    fc.assert(
      fc.property(anyTrace, fc.array(change, { maxLength: 20 }), (columns, changes) => {
        const tree = buildTree(columns);
        const rows = new TraceRows(tree);
        const collapsed = new Set<number>();
        let order: SiblingOrder = 'start';
        let matching: Uint8Array | undefined;
        const set = (span: number, to: boolean) => {
          if (to && (tree.size[span] ?? 0) > 1) collapsed.add(span);
          else collapsed.delete(span);
        };
        for (const each of changes) {
          if ('span' in each && each.span >= columns.count) continue;
          if (each.do === 'set') {
            rows.setCollapsed(each.span, each.collapsed);
            set(each.span, each.collapsed);
          } else if (each.do === 'subtree') {
            rows.setSubtreeCollapsed(each.span, each.collapsed);
            const place = tree.place[each.span] ?? 0;
            for (const span of tree.preorder.subarray(place, place + (tree.size[each.span] ?? 0)))
              set(span, each.collapsed);
          } else if (each.do === 'all') {
            rows.setAllCollapsed(each.collapsed);
            for (let span = 0; span < columns.count; span++) set(span, each.collapsed);
          } else if (each.do === 'sort') {
            order = each.by;
            rows.sort(order);
          } else if (each.do === 'filter') {
            const { seed } = each;
            matching =
              seed === null ? undefined : Uint8Array.from(columns.id, (_, i) => (seed >> (i % 31)) & 1);
            rows.filter(matching);
          } else {
            rows.reveal(each.span);
            for (let above = tree.parent[each.span] ?? -1; above !== -1; above = tree.parent[above] ?? -1)
              set(above, false);
          }
          const expected = reference(tree, order, collapsed, matching);
          expect([...rows.spans.subarray(0, rows.count)]).toEqual(expected);
          for (let span = 0; span < columns.count; span++)
            expect(rows.rowOf(span)).toBe(expected.indexOf(span));
        }
      }),
    );
  });
});

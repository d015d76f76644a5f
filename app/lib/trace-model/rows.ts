// The rows of a waterfall: which spans of a tree show, in which order, under collapsed parents and a filter.
import { layForest } from './forest.ts';
import { orderByKey } from './radix-order.ts';
import type { TraceTree } from './tree-types.ts';

/** How siblings are ordered. Ties, and spans of equal names, are by start. */
export type SiblingOrder = 'start' | 'duration' | 'self' | 'name';

/**
 * Visible rows, kept up to date: a change to one parent costs the rows that come or go and a move of the rest, any other
 * change costs what is visible then. The spans of the rows are `spans[0 .. count]`.
 */
export class TraceRows {
  readonly tree: TraceTree;
  /** Only the first `count` are rows. The array itself stays the same. */
  readonly spans: Uint32Array;
  count = 0;
  private sortedBy: SiblingOrder = 'start';
  private preorder: Uint32Array;
  private place: Uint32Array;
  private readonly collapsed: Uint8Array;
  /** With a filter: 1 for spans that match and their ancestors. */
  private shown: Uint8Array | undefined;
  /** With a filter: the first place from here on that shows. */
  private nextShown: Uint32Array | undefined;

  constructor(tree: TraceTree) {
    const { count } = tree.columns;
    this.tree = tree;
    this.spans = new Uint32Array(count);
    this.collapsed = new Uint8Array(count);
    this.preorder = tree.preorder;
    this.place = tree.place;
    this.refresh();
  }

  /** The row of a span, or -1 while it does not show. */
  rowOf(span: number): number {
    const row = this.firstRowFrom(this.place[span] as number);
    return row < this.count && this.spans[row] === span ? row : -1;
  }

  isCollapsed(span: number): boolean {
    return this.collapsed[span] === 1;
  }

  hasChildren(span: number): boolean {
    return (this.tree.size[span] as number) > 1;
  }

  /** Places in the present order, by span: a span comes before those with greater places, whether they show or not. */
  get places(): Uint32Array {
    return this.place;
  }

  get order(): SiblingOrder {
    return this.sortedBy;
  }

  /** Collapses or expands one span. What is collapsed below it stays so. */
  setCollapsed(span: number, collapsed: boolean): void {
    if (!this.hasChildren(span) || this.isCollapsed(span) === collapsed) return;
    this.collapsed[span] = collapsed ? 1 : 0;
    const row = this.rowOf(span);
    if (row === -1) return;
    const from = (this.place[span] as number) + 1;
    const end = (this.place[span] as number) + (this.tree.size[span] as number);
    const old = this.firstRowFrom(end);
    const tail = this.spans.slice(old, this.count);
    const next = collapsed ? row + 1 : this.fill(row + 1, from, end);
    this.spans.set(tail, next);
    this.count = next + tail.length;
  }

  /** Collapses or expands a span and all below it. */
  setSubtreeCollapsed(span: number, collapsed: boolean): void {
    const place = this.place[span] as number;
    this.mark(place, place + (this.tree.size[span] as number), collapsed);
    this.refresh();
  }

  /** Collapses or expands everything. */
  setAllCollapsed(collapsed: boolean): void {
    this.mark(0, this.collapsed.length, collapsed);
    this.refresh();
  }

  private mark(from: number, to: number, collapsed: boolean): void {
    for (let at = from; at < to; at++) {
      const span = this.preorder[at] as number;
      this.collapsed[span] = collapsed && this.hasChildren(span) ? 1 : 0;
    }
  }

  /** Shows so many levels: 1 shows the top one alone. */
  showLevels(levels: number): void {
    const { depth, size } = this.tree;
    for (let span = 0; span < this.collapsed.length; span++) {
      const isCut = (depth[span] as number) >= levels - 1 && (size[span] as number) > 1;
      this.collapsed[span] = isCut ? 1 : 0;
    }
    this.refresh();
  }

  /** Collapses the deepest level that is expanded. False if none is. */
  collapseDeepest(): boolean {
    return this.turnLevel(0, (depth, best) => depth > best, -1);
  }

  /** Expands the shallowest level that is collapsed. False if none is. */
  expandShallowest(): boolean {
    return this.turnLevel(1, (depth, best) => depth < best, Number.POSITIVE_INFINITY);
  }

  private turnLevel(now: 0 | 1, isBetter: (depth: number, best: number) => boolean, worst: number): boolean {
    const { depth } = this.tree;
    let best = worst;
    const concerns = (span: number) => this.collapsed[span] === now && this.hasChildren(span);
    for (let row = 0; row < this.count; row++) {
      const span = this.spans[row] as number;
      if (concerns(span) && isBetter(depth[span] as number, best)) best = depth[span] as number;
    }
    if (best === worst) return false;
    for (let row = 0; row < this.count; row++) {
      const span = this.spans[row] as number;
      if (concerns(span) && depth[span] === best) this.collapsed[span] = now === 0 ? 1 : 0;
    }
    this.refresh();
    return true;
  }

  /** Expands the ancestors of a span, so that it shows unless a filter hides it. Returns its row, or -1. */
  reveal(span: number): number {
    let isChanged = false;
    for (
      let above = this.tree.parent[span] as number;
      above !== -1;
      above = this.tree.parent[above] as number
    ) {
      isChanged ||= this.collapsed[above] === 1;
      this.collapsed[above] = 0;
    }
    if (isChanged) this.refresh();
    return this.rowOf(span);
  }

  /** Orders siblings. Durations and self times come longest first. */
  sort(order: SiblingOrder): void {
    this.arrange(order, orderSpans(this.tree, order));
  }

  /** The same with what `orderSpans` found, maybe elsewhere. */
  arrange(order: SiblingOrder, { preorder, place }: OrderedSpans): void {
    if (order === this.sortedBy) return;
    this.sortedBy = order;
    this.preorder = preorder;
    this.place = place;
    this.showOnly(this.shown);
  }

  /** Shows only spans marked 1 and their ancestors; `undefined` shows all. */
  filter(matching: Uint8Array | undefined): void {
    this.showOnly(matching && withAncestors(this.tree, matching));
  }

  /** Shows only spans marked 1, among which are the ancestors of each; see `withAncestors`. */
  showOnly(shown: Uint8Array | undefined): void {
    this.shown = shown;
    this.nextShown = undefined;
    if (shown !== undefined) {
      const { length } = shown;
      const next = new Uint32Array(length + 1);
      next[length] = length;
      for (let at = length - 1; at >= 0; at--)
        next[at] = shown[this.preorder[at] as number] === 1 ? at : (next[at + 1] as number);
      this.nextShown = next;
    }
    this.refresh();
  }

  /** The marked spans in row order, hidden ones under collapsed parents included, those a filter hides not. */
  inOrder(marked: Uint8Array): Uint32Array {
    const found = new Uint32Array(marked.length);
    let count = 0;
    for (const span of this.preorder)
      if (marked[span] === 1 && this.shown?.[span] !== 0) found[count++] = span;
    return found.slice(0, count);
  }

  private refresh(): void {
    this.count = this.fill(0, 0, this.spans.length);
  }

  /** Writes what shows of the places `from..end` to rows from `row` on. Returns the row after them. */
  private fill(row: number, from: number, end: number): number {
    const { spans, preorder, collapsed, nextShown } = this;
    const { size } = this.tree;
    let next = row;
    let at = nextShown ? (nextShown[from] as number) : from;
    while (at < end) {
      const span = preorder[at] as number;
      spans[next++] = span;
      at += collapsed[span] === 1 ? (size[span] as number) : 1;
      if (nextShown) at = nextShown[at] as number;
    }
    return next;
  }

  /** The first row whose span has this place or a greater one. */
  private firstRowFrom(place: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.place[this.spans[middle] as number] as number) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All spans with siblings in an order. `place` is by span, its place in `preorder`. */
export interface OrderedSpans {
  readonly preorder: Uint32Array;
  readonly place: Uint32Array;
}

/** The tree's own arrays for `start`. */
export function orderSpans(tree: TraceTree, order: SiblingOrder): OrderedSpans {
  const { preorder, place } = order === 'start' ? tree : layForest(tree.parent, sortSpans(tree, order));
  return { preorder, place };
}

function sortSpans(tree: TraceTree, order: Exclude<SiblingOrder, 'start'>): Uint32Array {
  const { columns, preorder } = tree;
  if (order !== 'name')
    return orderByKey(descending(order === 'self' ? tree.self : columns.duration), preorder);
  const service = ranksOf(columns.services);
  const name = ranksOf(columns.names);
  const keys = new Float64Array(columns.count);
  for (let span = 0; span < keys.length; span++)
    keys[span] =
      (service[columns.service[span] as number] as number) * columns.names.length +
      (name[columns.name[span] as number] as number);
  return orderByKey(keys, preorder);
}

function descending(values: Float64Array): Float64Array {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return values.map((value) => max - value);
}

/** The rank of each text among all, by UTF-16 units without regard to case. */
function ranksOf(texts: readonly string[]): Uint32Array {
  const lower = texts.map((text) => text.toLowerCase());
  const compare = (a: number, b: number) => {
    const x = lower[a] as string;
    const y = lower[b] as string;
    return x < y ? -1 : Number(x > y);
  };
  const order = Uint32Array.from(texts, (_, index) => index).sort(compare);
  const ranks = new Uint32Array(texts.length);
  let rank = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && lower[order[i] as number] !== lower[order[i - 1] as number]) rank = i;
    ranks[order[i] as number] = rank;
  }
  return ranks;
}

/** 1 for the marked spans and all that stand above them. */
export function withAncestors(tree: TraceTree, matching: Uint8Array): Uint8Array {
  const shown = matching.slice();
  for (let at = shown.length - 1; at >= 0; at--) {
    const span = tree.preorder[at] as number;
    const above = tree.parent[span] as number;
    if (shown[span] === 1 && above !== -1) shown[above] = 1;
  }
  return shown;
}

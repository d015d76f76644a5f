// A flame graph: spans with the same operations all the way up are one bar.
import { SPAN_STATUSES, type SpanColumns } from './columns.ts';
import { layForest } from './forest.ts';
import { findOperations } from './operations.ts';
import { PairIndex } from './pair-index.ts';
import { orderByKey } from './radix-order.ts';
import type { TraceTree } from './tree-types.ts';

const ERROR = SPAN_STATUSES.indexOf('Error');

/** Bars; arrays have one entry per bar, times are nanoseconds. */
export interface FlameGraph {
  readonly columns: SpanColumns;
  readonly count: number;
  /** -1 at the bottom. */
  readonly parent: Int32Array;
  /** 0 at the bottom. */
  readonly depth: Uint32Array;
  readonly maxDepth: number;
  /** Places in `columns.services` and `columns.names`. */
  readonly service: Uint32Array;
  readonly name: Uint32Array;
  readonly spans: Uint32Array;
  readonly errors: Uint32Array;
  /** Sums of the spans' durations and self times. */
  readonly total: Float64Array;
  readonly self: Float64Array;
  /** Self times of the bar and of all above it: bars on top of each other fit, whatever ran at the same time. */
  readonly width: Float64Array;
  /** Where a bar begins; the widest of those on one bar comes first. */
  readonly left: Float64Array;
  /** The width of all bars at the bottom together. */
  readonly wholeWidth: number;
  /** One of the spans of a bar, the longest, to go to. */
  readonly example: Uint32Array;
  /** All bars, each before those on it, in the order in which they are drawn from the left. */
  readonly preorder: Uint32Array;
  /** Bars of a stack, the bar itself included: `preorder[place .. place + size]`. */
  readonly place: Uint32Array;
  readonly size: Uint32Array;
}

/** Merges the spans of a tree by their stacks of service and name. */
export function flameGraph(tree: TraceTree): FlameGraph {
  const { columns } = tree;
  const { barOf, parent, first } = findBars(tree);
  const count = parent.length;
  const sums = sumUp(tree, barOf, count);
  const width = sums.self.slice();
  // A bar is numbered after the one below it.
  for (let bar = count - 1; bar >= 0; bar--) {
    const below = parent[bar] as number;
    if (below !== -1) width[below] = (width[below] as number) + (width[bar] as number);
  }
  const widest = width.reduce((max, each) => Math.max(max, each), 0);
  const laid = layForest(parent, orderByKey(width.map((each) => Math.round(widest - each))));
  const { left, wholeWidth } = placeBars(parent, laid.preorder, width);
  return {
    columns,
    count,
    parent,
    ...laid,
    maxDepth: laid.depth.reduce((max, each) => Math.max(max, each), 0),
    service: first.map((span) => columns.service[span] as number),
    name: first.map((span) => columns.name[span] as number),
    ...sums,
    width,
    left,
    wholeWidth,
  };
}

function findBars(tree: TraceTree): { barOf: Uint32Array; parent: Int32Array; first: Uint32Array } {
  const operations = findOperations(tree.columns);
  const bars = new PairIndex();
  const barOf = new Uint32Array(tree.columns.count);
  const parents = new Int32Array(tree.columns.count);
  const first = new Uint32Array(tree.columns.count);
  for (const span of tree.preorder) {
    const above = tree.parent[span] as number;
    const below = above === -1 ? -1 : (barOf[above] as number);
    const known = bars.count;
    const bar = bars.numberOf(below + 1, operations.of[span] as number);
    barOf[span] = bar;
    if (bar < known) continue;
    parents[bar] = below;
    first[bar] = span;
  }
  return { barOf, parent: parents.slice(0, bars.count), first: first.slice(0, bars.count) };
}

function sumUp({ columns, self: selfTimes, preorder }: TraceTree, barOf: Uint32Array, count: number) {
  const { duration, status } = columns;
  const [spans, errors, example] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  const [total, self] = [new Float64Array(count), new Float64Array(count)];
  for (const span of preorder) {
    const bar = barOf[span] as number;
    const isLongest =
      spans[bar] === 0 || (duration[span] as number) > (duration[example[bar] as number] as number);
    if (isLongest) example[bar] = span;
    spans[bar] = (spans[bar] as number) + 1;
    if (status[span] === ERROR) errors[bar] = (errors[bar] as number) + 1;
    total[bar] = (total[bar] as number) + (duration[span] as number);
    self[bar] = (self[bar] as number) + (selfTimes[span] as number);
  }
  return { spans, errors, example, total, self };
}

function placeBars(parent: Int32Array, preorder: Uint32Array, width: Float64Array) {
  const left = new Float64Array(width.length);
  const taken = new Float64Array(width.length);
  let wholeWidth = 0;
  for (const bar of preorder) {
    const below = parent[bar] as number;
    if (below === -1) {
      left[bar] = wholeWidth;
      wholeWidth += width[bar] as number;
    } else {
      left[bar] = (left[below] as number) + (taken[below] as number);
      taken[below] = (taken[below] as number) + (width[bar] as number);
    }
  }
  return { left, wholeWidth };
}

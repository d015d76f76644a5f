// Compares two traces: which spans are in both, which in one only, and which of those in both took longer.
import { SPAN_KINDS, SPAN_STATUSES, type SpanColumns } from './columns.ts';
import { layForest } from './forest.ts';
import { Dictionary } from './growing-columns.ts';
import { PairIndex } from './pair-index.ts';
import { orderByKey } from './radix-order.ts';
import type { TraceTree } from './tree-types.ts';

const ERROR = SPAN_STATUSES.indexOf('Error');

/** What became of a span from the first trace (a) to the second (b); `TraceDiff.change` holds places in this list. */
export const CHANGES = ['same', 'slower', 'faster', 'added', 'removed'] as const;
export type Change = (typeof CHANGES)[number];
const [SAME, SLOWER, FASTER, ADDED, REMOVED] = [0, 1, 2, 3, 4];

/** From which difference on a span is slower or faster: both must be exceeded. */
export interface DiffThreshold {
  /** Share of the first duration, 0.1 for a tenth. */
  readonly share: number;
  readonly ns: number;
}
const DEFAULT_THRESHOLD: DiffThreshold = { share: 0.1, ns: 1_000_000 };

/** Both traces as one forest; arrays have one entry per node. */
export interface TraceDiff {
  readonly a: TraceTree;
  readonly b: TraceTree;
  readonly count: number;
  /** The span of each trace that the node stands for; -1 for none. */
  readonly inA: Int32Array;
  readonly inB: Int32Array;
  readonly change: Uint8Array;
  /** Nodes whose span fails in b and did not in a: 1; the other way round: -1. */
  readonly errorChange: Int8Array;
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  readonly preorder: Uint32Array;
  readonly place: Uint32Array;
  readonly size: Uint32Array;
  /** Changed nodes of the subtree, the node itself included. */
  readonly changesBelow: Uint32Array;
  /** How many nodes there are of each change. */
  readonly counts: Readonly<Record<Change, number>>;
}

/**
 * Aligns two traces from their roots down. Spans correspond when their parents do and they have the same service, name and
 * kind and are the first, second, third… such sibling, by start.
 */
export function diffTraces(a: TraceTree, b: TraceTree, threshold = DEFAULT_THRESHOLD): TraceDiff {
  const { nodesOfA, nodesOfB, parent } = align(a, b);
  const count = parent.length;
  const inA = spansOf(nodesOfA, count);
  const inB = spansOf(nodesOfB, count);
  const change = new Uint8Array(count);
  const errorChange = new Int8Array(count);
  const counts = { same: 0, slower: 0, faster: 0, added: 0, removed: 0 };
  for (let node = 0; node < count; node++) {
    const [x, y] = [inA[node] as number, inB[node] as number];
    change[node] = compare(a, b, x, y, threshold);
    counts[CHANGES[change[node] as number] ?? 'same']++;
    if (x !== -1 && y !== -1)
      errorChange[node] = Number(b.columns.status[y] === ERROR) - Number(a.columns.status[x] === ERROR);
  }
  const forest = layForest(parent, byTimeSinceBegin(a, b, inA, inB));
  const changesBelow = sumChanges(change, parent, forest.preorder);
  return { a, b, count, inA, inB, change, errorChange, parent, ...forest, changesBelow, counts };
}

interface Alignment {
  readonly nodesOfA: Uint32Array;
  readonly nodesOfB: Uint32Array;
  readonly parent: Int32Array;
}

/** Both traces are numbered by one index of paths: what gets the same number corresponds. Parents get theirs first. */
function align(a: TraceTree, b: TraceTree): Alignment {
  const services = new Dictionary();
  const names = new Dictionary();
  const operations = new PairIndex();
  const lists = new PairIndex();
  const nodes = new PairIndex();
  const parents: number[] = [];
  const number = (tree: TraceTree) => {
    const { columns, parent, preorder } = tree;
    const service = columns.services.map((text) => services.placeOf(text));
    const name = columns.names.map((text) => names.placeOf(text));
    const nodeOf = new Uint32Array(columns.count);
    /** By list of like siblings: how many there have been. */
    const met: number[] = [];
    for (const span of preorder) {
      const above = parent[span] as number;
      const below = above === -1 ? -1 : (nodeOf[above] as number);
      const kind = columns.kind[span] as number;
      const operation = operations.numberOf(
        (service[columns.service[span] as number] as number) * SPAN_KINDS.length + kind,
        name[columns.name[span] as number] as number,
      );
      const list = lists.numberOf(below + 1, operation);
      const nth = met[list] ?? 0;
      met[list] = nth + 1;
      const node = nodes.numberOf(list, nth);
      if (node === parents.length) parents.push(below);
      nodeOf[span] = node;
    }
    return nodeOf;
  };
  const nodesOfA = number(a);
  const nodesOfB = number(b);
  return { nodesOfA, nodesOfB, parent: Int32Array.from(parents) };
}

function spansOf(nodeOf: Uint32Array, count: number): Int32Array {
  const spans = new Int32Array(count).fill(-1);
  for (let span = 0; span < nodeOf.length; span++) spans[nodeOf[span] as number] = span;
  return spans;
}

function compare(a: TraceTree, b: TraceTree, x: number, y: number, threshold: DiffThreshold): number {
  if (x === -1) return ADDED;
  if (y === -1) return REMOVED;
  const before = a.columns.duration[x] as number;
  const difference = (b.columns.duration[y] as number) - before;
  if (Math.abs(difference) <= Math.max(threshold.ns, before * threshold.share)) return SAME;
  return difference > 0 ? SLOWER : FASTER;
}

/** Siblings of both traces among each other, by the time since their trace began; what is in both counts as in a. */
function byTimeSinceBegin(a: TraceTree, b: TraceTree, inA: Int32Array, inB: Int32Array): Uint32Array {
  const since = Float64Array.from(inA, (x, node) =>
    x === -1
      ? (b.columns.start[inB[node] as number] as number) - b.begin
      : (a.columns.start[x] as number) - a.begin,
  );
  return orderByKey(since);
}

function sumChanges(change: Uint8Array, parent: Int32Array, preorder: Uint32Array): Uint32Array {
  const sums = new Uint32Array(change.length);
  for (let at = preorder.length - 1; at >= 0; at--) {
    const node = preorder[at] as number;
    sums[node] = (sums[node] as number) + (change[node] === SAME ? 0 : 1);
    const above = parent[node] as number;
    if (above !== -1) sums[above] = (sums[above] as number) + (sums[node] as number);
  }
  return sums;
}

/** What an operation cost in each trace. */
export interface OperationDiff {
  readonly service: string;
  readonly name: string;
  readonly a: OperationSums;
  readonly b: OperationSums;
}
/** Times are nanoseconds, sums over all spans of the operation. */
interface OperationSums {
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly self: number;
}

/** Operations of both traces whose sums differ; the largest difference of self time first. */
export function diffOperations(a: TraceTree, b: TraceTree): OperationDiff[] {
  const found = new Map<string, { service: string; name: string; a: Sums; b: Sums }>();
  for (const [side, tree] of [
    ['a', a],
    ['b', b],
  ] as const) {
    const { service, services, name, names } = tree.columns;
    const known = new Map<number, Sums>();
    for (let span = 0; span < tree.columns.count; span++) {
      const key = (service[span] as number) * names.length + (name[span] as number);
      let sums = known.get(key);
      if (sums === undefined) {
        sums = rowOf(found, services[service[span] as number] ?? '', names[name[span] as number] ?? '')[side];
        known.set(key, sums);
      }
      addSpan(sums, tree.columns, span, tree.self[span] as number);
    }
  }
  const size = (row: OperationDiff) => Math.abs(row.b.self - row.a.self);
  return [...found.values()].filter((row) => !isEqual(row.a, row.b)).sort((x, y) => size(y) - size(x));
}

type Sums = { -readonly [K in keyof OperationSums]: number };

function rowOf(
  found: Map<string, { service: string; name: string; a: Sums; b: Sums }>,
  service: string,
  name: string,
) {
  const key = JSON.stringify([service, name]);
  const known = found.get(key);
  if (known !== undefined) return known;
  const none = () => ({ count: 0, errors: 0, total: 0, self: 0 });
  const row = { service, name, a: none(), b: none() };
  found.set(key, row);
  return row;
}

function addSpan(sums: Sums, columns: SpanColumns, span: number, self: number): void {
  sums.count++;
  if (columns.status[span] === ERROR) sums.errors++;
  sums.total += columns.duration[span] as number;
  sums.self += self;
}

function isEqual(a: OperationSums, b: OperationSums): boolean {
  return a.count === b.count && a.errors === b.errors && a.total === b.total && a.self === b.self;
}

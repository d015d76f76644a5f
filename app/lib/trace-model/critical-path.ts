// The critical path of a trace: what its root waits for at each moment.
import { SPAN_KINDS } from './columns.ts';
import { orderByKey } from './radix-order.ts';
import type { CriticalSegment, TraceTree } from './tree-types.ts';

const CLIENT = SPAN_KINDS.indexOf('Client');
const SERVER = SPAN_KINDS.indexOf('Server');

/** Two clocks of one host, and times cut to micro- or milliseconds, let a child seem to end this much after its parent. */
const MAX_ROUNDING_NS = 1_000_000;
const MAX_ROUNDING_SHARE = 0.01;

/**
 * The span whose time the path explains: the longest one without a parent; where none is stored, the longest at the top
 * level. -1 in an empty trace.
 */
export function mainRoot({ columns, preorder, size }: TraceTree): number {
  const { duration, parentId } = columns;
  let best = -1;
  for (let at = 0; at < preorder.length; at += size[preorder[at] as number] as number) {
    const span = preorder[at] as number;
    const isRoot = parentId[span] === 0n;
    const wasRoot = best !== -1 && parentId[best] === 0n;
    const isLonger = best === -1 || (duration[span] as number) > (duration[best] as number);
    if (isRoot === wasRoot ? isLonger : isRoot) best = span;
  }
  return best;
}

/**
 * The pieces of the critical path of `root`, by time: disjoint, each within its span, together exactly the root's interval.
 *
 * It is found backwards. At its end a span waited for the child that ended last; before that child began, for the child that
 * ended last before then; and so on. What is left between is the span's own work. A child that outlives its parent was not
 * waited for, unless it is the server's side of the parent's call: then the parent waited for it as long as it lasted.
 */
export function criticalPath(tree: TraceTree, root = mainRoot(tree)): CriticalSegment[] {
  if (root === -1) return [];
  const { start, duration } = tree.columns;
  const found: CriticalSegment[] = [];
  const begin = start[root] as number;
  const windows = [{ span: root, start: begin, end: begin + (duration[root] as number) }];
  for (let window = windows.pop(); window !== undefined; window = windows.pop()) {
    let time = (start[window.span] as number) + (duration[window.span] as number);
    for (const child of waitedFor(tree, window.span, window.start)) {
      time = cover(found, window, child.end, time);
      const from = Math.max(child.start, window.start);
      const to = Math.min(child.end, window.end);
      if (to > from) windows.push({ span: child.span, start: from, end: to });
      time = Math.min(time, child.start);
    }
    cover(found, window, window.start, time);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Adds `from..to` as the window's span's own work, as far as it lies in the window. Returns `from`. */
function cover(found: CriticalSegment[], window: CriticalSegment, from: number, to: number): number {
  const start = Math.max(from, window.start);
  const end = Math.min(to, window.end);
  if (end > start) found.push({ span: window.span, start, end });
  return from;
}

/** The children a span waited for, latest first, disjoint and within the span; those before `earliest` may be left out. */
function waitedFor(tree: TraceTree, span: number, earliest: number): CriticalSegment[] {
  const { start, duration } = tree.columns;
  const begin = start[span] as number;
  const end = begin + (duration[span] as number);
  const candidates = childrenInside(tree, span, begin, end);
  const ends = Float64Array.from(candidates, ({ end }) => end - begin);
  const byEnd = orderByKey(ends);
  const chosen: CriticalSegment[] = [];
  let time = end;
  for (let i = byEnd.length - 1; i >= 0 && time > earliest; i--) {
    const child = candidates[byEnd[i] as number] as CriticalSegment;
    if (child.end > time) continue;
    chosen.push(child);
    time = child.start;
  }
  return chosen;
}

/** Children with the part of their time that lies in the parent's, if the parent can have waited for them. */
function childrenInside(tree: TraceTree, span: number, begin: number, end: number): CriticalSegment[] {
  const { preorder, place, size, columns } = tree;
  const found: CriticalSegment[] = [];
  const from = (place[span] as number) + 1;
  const to = (place[span] as number) + (size[span] as number);
  for (let at = from; at < to; at += size[preorder[at] as number] as number) {
    const child = preorder[at] as number;
    const childStart = columns.start[child] as number;
    const childDuration = columns.duration[child] as number;
    const beyond = childStart + childDuration - end;
    const rounding = Math.min(MAX_ROUNDING_NS, childDuration * MAX_ROUNDING_SHARE);
    const isCall = columns.kind[span] === CLIENT && columns.kind[child] === SERVER;
    if (beyond > rounding && !isCall) continue;
    const segment = {
      span: child,
      start: Math.max(childStart, begin),
      end: Math.min(childStart + childDuration, end),
    };
    if (segment.end > segment.start) found.push(segment);
  }
  // Of children that end together, the one that began first comes last here and is met first.
  return found.reverse();
}

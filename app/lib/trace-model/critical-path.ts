// The critical path of a trace: what its root waits for at each moment.
import { SPAN_KINDS } from './columns.ts';
import { orderByKey } from './radix-order.ts';
import type { CriticalSegments, TraceTree } from './tree-types.ts';

/** A part of a span. */
interface Piece {
  readonly span: number;
  readonly start: number;
  readonly end: number;
}

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
 * The pieces of the critical path of `root`: disjoint, each within its span, together exactly the root's interval. Those of one
 * span come latest first.
 *
 * It is found backwards. At its end a span waited for the child that ended last; before that child began, for the child that
 * ended last before then; and so on. What is left between is the span's own work. A child that outlives its parent was not
 * waited for, unless it is the server's side of the parent's call: then the parent waited for it as long as it lasted.
 */
export function criticalPath(tree: TraceTree, root = mainRoot(tree)): CriticalSegments {
  const found = new Segments();
  if (root === -1) return found.all();
  const { start, duration } = tree.columns;
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
  return found.all();
}

/** Segments in typed arrays that double: a path may have a million, which as objects would fill the memory of a worker. */
class Segments {
  private count = 0;
  private spans = new Uint32Array(1_024);
  private starts = new Float64Array(1_024);
  private ends = new Float64Array(1_024);

  add(span: number, start: number, end: number): void {
    if (this.count === this.spans.length) this.grow();
    this.spans[this.count] = span;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  all(): CriticalSegments {
    const { count } = this;
    return {
      spans: this.spans.subarray(0, count),
      starts: this.starts.subarray(0, count),
      ends: this.ends.subarray(0, count),
    };
  }

  private grow(): void {
    const { spans, starts, ends, count } = this;
    this.spans = new Uint32Array(count * 2);
    this.starts = new Float64Array(count * 2);
    this.ends = new Float64Array(count * 2);
    this.spans.set(spans);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}

/** Adds `from..to` as the window's span's own work, as far as it lies in the window. Returns `from`. */
function cover(found: Segments, window: Piece, from: number, to: number): number {
  const start = Math.max(from, window.start);
  const end = Math.min(to, window.end);
  if (end > start) found.add(window.span, start, end);
  return from;
}

/** The children a span waited for, latest first, disjoint and within the span; those before `earliest` may be left out. */
function waitedFor(tree: TraceTree, span: number, earliest: number): Piece[] {
  const { start, duration } = tree.columns;
  const begin = start[span] as number;
  const end = begin + (duration[span] as number);
  const candidates = childrenInside(tree, span, begin, end);
  const ends = Float64Array.from(candidates, ({ end }) => end - begin);
  const byEnd = orderByKey(ends);
  const chosen: Piece[] = [];
  let time = end;
  for (let i = byEnd.length - 1; i >= 0 && time > earliest; i--) {
    const child = candidates[byEnd[i] as number] as Piece;
    if (child.end > time) continue;
    chosen.push(child);
    time = child.start;
  }
  return chosen;
}

/** Children with the part of their time that lies in the parent's, if the parent can have waited for them. */
function childrenInside(tree: TraceTree, span: number, begin: number, end: number): Piece[] {
  const { preorder, place, size, columns } = tree;
  const found: Piece[] = [];
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

// Where a span works itself: its time without that of its children, as intervals to draw. Pure.
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

/** With more children the picture is a blur, and looking at each would cost a frame. */
const MOST_CHILDREN = 2_000;

/**
 * Pairs of begin and end, nanoseconds from the base. Undefined when the span has too many children; for a span without
 * children, or whose subtree is closed, use the whole span instead.
 */
export function selfIntervals(
  { columns, preorder, place, size }: TraceTree,
  span: number,
): Float64Array | undefined {
  const from = columns.start[span] ?? 0;
  const to = from + (columns.duration[span] ?? 0);
  const end = (place[span] ?? 0) + (size[span] ?? 1);
  const found: number[] = [];
  let covered = from;
  let children = 0;
  // Children come by start.
  for (let at = (place[span] ?? 0) + 1; at < end; children += 1) {
    if (children > MOST_CHILDREN) return undefined;
    const child = preorder[at] ?? 0;
    const start = columns.start[child] ?? 0;
    if (start > covered) found.push(covered, Math.min(start, to));
    covered = Math.max(covered, start + (columns.duration[child] ?? 0));
    if (covered >= to) break;
    at += size[child] ?? 1;
  }
  if (covered < to) found.push(covered, to);
  return Float64Array.from(found);
}

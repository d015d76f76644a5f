// The rows of the waterfall: the spans that are neither in a closed subtree nor filtered away, in order. Pure.
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

/**
 * @param order All spans, each before its subtree.
 * @param closed 1 for each span whose subtree is hidden.
 * @param kept 1 for each span that is shown; ancestors of a kept span are kept. Undefined keeps all.
 */
export function visibleRows(
  order: Uint32Array,
  size: Uint32Array,
  closed: Uint8Array,
  kept: Uint8Array | undefined,
): Uint32Array {
  const rows = new Uint32Array(order.length);
  let count = 0;
  let at = 0;
  while (at < order.length) {
    const span = order[at] ?? 0;
    const subtree = size[span] ?? 1;
    if (kept && kept[span] !== 1) {
      at += subtree;
      continue;
    }
    rows[count] = span;
    count += 1;
    at += closed[span] === 1 ? subtree : 1;
  }
  return rows.subarray(0, count);
}

/** The matching spans with all of their ancestors. */
export function withAncestors(parent: Int32Array, matches: Uint8Array): Uint8Array {
  const kept = new Uint8Array(matches.length);
  for (let span = 0; span < matches.length; span += 1) {
    if (matches[span] !== 1) continue;
    for (let at = span; at >= 0 && kept[at] !== 1; at = parent[at] ?? -1) kept[at] = 1;
  }
  return kept;
}

/** The ancestors of a span, the nearest first. */
export function ancestorsOf({ parent }: Pick<TraceTree, 'parent'>, span: number): number[] {
  const found: number[] = [];
  for (let at = parent[span] ?? -1; at >= 0; at = parent[at] ?? -1) found.push(at);
  return found;
}

/** The place of a span among the rows, or of its nearest ancestor that has a row; -1 when there is none. */
export function rowOf(
  rows: Uint32Array,
  tree: Pick<TraceTree, 'parent'>,
  place: Uint32Array,
  span: number,
): number {
  for (let at = span; at >= 0; at = tree.parent[at] ?? -1) {
    const wanted = place[at] ?? 0;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((place[rows[middle] ?? 0] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    if (rows[low] === at) return low;
  }
  return -1;
}

/** The next match after (or before) a span in the order, round and round; undefined when there is none. */
export function nextMatch(
  order: Uint32Array,
  place: Uint32Array,
  matches: Uint8Array,
  from: number | undefined,
  step: 1 | -1,
): number | undefined {
  const count = order.length;
  const start = from === undefined ? (step === 1 ? -1 : count) : (place[from] ?? 0);
  for (let moved = 1; moved <= count; moved += 1) {
    const span = order[(((start + step * moved) % count) + count) % count] ?? 0;
    if (matches[span] === 1) return span;
  }
  return undefined;
}

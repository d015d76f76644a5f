// Which bars of a flame graph are on the screen, and where. Pure.
import type { FlameGraph } from '#app/lib/trace-model/flame.ts';

export const BAR_PX = 20;

/** What of the graph is seen: the time under the picture's width, and how far it is scrolled down, CSS pixels. */
export interface FlameWindow {
  /** In the graph's own unit, nanoseconds of self time. */
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Calls back for a bar with its place, CSS pixels, which may reach beyond the picture. */
type Draw = (bar: number, x: number, y: number, width: number) => void;

/** Narrower bars are not drawn, and nor is what stands on them. */
const LEAST_PX = 0.4;

/** The part of the graph's width that a bar stands for; all of it without a bar. */
export function spanOf(graph: FlameGraph, bar: number | undefined): { from: number; to: number } {
  if (bar === undefined) return { from: 0, to: Math.max(1, graph.wholeWidth) };
  const from = graph.left[bar] ?? 0;
  return { from, to: from + Math.max(1, graph.width[bar] ?? 0) };
}

/**
 * Visits the bars that are seen, each before those on it. Its cost is that of what is seen: siblings come widest first, so
 * that the first one that is too narrow ends its row.
 */
export function eachSeenBar(graph: FlameGraph, seen: FlameWindow, draw: Draw): void {
  const { preorder, place, size, depth, left, width, parent } = graph;
  const scale = seen.width / (seen.to - seen.from);
  const deepest = Math.floor((seen.top + seen.height) / BAR_PX);
  let at = 0;
  while (at < preorder.length) {
    const bar = preorder[at] ?? 0;
    const begin = left[bar] ?? 0;
    const end = begin + (width[bar] ?? 0);
    if ((end - begin) * scale < LEAST_PX) {
      // Those after it on the same bar are narrower still.
      const below = parent[bar] ?? -1;
      at = below === -1 ? preorder.length : (place[below] ?? 0) + (size[below] ?? 1);
      continue;
    }
    const level = depth[bar] ?? 0;
    const isBeside = end <= seen.from || begin >= seen.to;
    if (isBeside || level > deepest) {
      at += size[bar] ?? 1;
      continue;
    }
    const y = level * BAR_PX - seen.top;
    if (y + BAR_PX > 0) draw(bar, (begin - seen.from) * scale, y, (end - begin) * scale);
    at += 1;
  }
}

/** The bar at a point of the picture, CSS pixels; undefined where there is none. */
export function barAt(graph: FlameGraph, seen: FlameWindow, x: number, y: number): number | undefined {
  let found: number | undefined;
  eachSeenBar(graph, seen, (bar, left, top, width) => {
    if (y >= top && y < top + BAR_PX && x >= left && x < left + Math.max(1, width)) found = bar;
  });
  return found;
}

/** The bar that an arrow leads to: down to the widest one on it, up to the one below, left and right to its neighbours. */
export function neighbour(
  graph: FlameGraph,
  bar: number,
  direction: 'up' | 'down' | 'left' | 'right',
): number | undefined {
  const { preorder, place, size, parent } = graph;
  const at = place[bar] ?? 0;
  const below = parent[bar] ?? -1;
  if (direction === 'up') return below === -1 ? undefined : below;
  if (direction === 'down') return (size[bar] ?? 1) > 1 ? preorder[at + 1] : undefined;
  if (direction === 'right') {
    const next = preorder[at + (size[bar] ?? 1)];
    return next !== undefined && parent[next] === below ? next : undefined;
  }
  let previous: number | undefined;
  let from = below === -1 ? 0 : (place[below] ?? 0) + 1;
  while (from < at) {
    previous = preorder[from];
    from += size[previous ?? 0] ?? 1;
  }
  return previous;
}

/** Bars whose service or name holds the text, ignoring case, as 1; undefined for an empty text. */
export function markBars(
  { columns, service, name, count }: FlameGraph,
  text: string,
): Uint8Array | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const holds = (word: string) => word.toLowerCase().includes(wanted);
  const services = columns.services.map(holds);
  const names = columns.names.map(holds);
  const marked = new Uint8Array(count);
  for (let bar = 0; bar < count; bar += 1)
    marked[bar] = services[service[bar] ?? 0] || names[name[bar] ?? 0] ? 1 : 0;
  return marked;
}

/** The share of the whole width that marked bars take, each part counted once. */
export function markedShare(graph: FlameGraph, marked: Uint8Array): number {
  const { preorder, size, width, wholeWidth } = graph;
  let sum = 0;
  let at = 0;
  while (at < preorder.length) {
    const bar = preorder[at] ?? 0;
    if (marked[bar] === 1) {
      sum += width[bar] ?? 0;
      at += size[bar] ?? 1;
    } else at += 1;
  }
  return wholeWidth === 0 ? 0 : sum / wholeWidth;
}

/** A bar and those below it, the bottom first. */
export function stackOf(graph: FlameGraph, bar: number): readonly number[] {
  const stack: number[] = [];
  for (let at = bar; at !== -1; at = graph.parent[at] ?? -1) stack.push(at);
  return stack.reverse();
}

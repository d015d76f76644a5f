// Which subtrees are closed: everything from a level down, and single spans that are the other way round. As text in the
// URL it is `level~id,id`, where no level means that all are open. Pure.
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';

export interface Fold {
  /** Spans of this depth and deeper are closed; Infinity closes none. */
  readonly level: number;
  /** Spans that are the other way round. */
  readonly flipped: ReadonlySet<number>;
}

export const ALL_OPEN: Fold = { level: Number.POSITIVE_INFINITY, flipped: new Set() };

/** More are not kept in the URL: addresses have limits. */
const MOST_IDS = 150;

/** 1 for each closed span, by index. */
export function closedSpans(tree: TraceTree, { level, flipped }: Fold): Uint8Array {
  const { depth, size } = tree;
  const closed = new Uint8Array(depth.length);
  if (level !== Number.POSITIVE_INFINITY)
    for (let span = 0; span < closed.length; span += 1)
      if ((depth[span] ?? 0) >= level && (size[span] ?? 0) > 1) closed[span] = 1;
  for (const span of flipped) if ((size[span] ?? 0) > 1) closed[span] = closed[span] === 1 ? 0 : 1;
  return closed;
}

/** Closes or opens one span. */
export function flip(fold: Fold, span: number): Fold {
  const flipped = new Set(fold.flipped);
  if (!flipped.delete(span)) flipped.add(span);
  return { ...fold, flipped };
}

/** Opens whatever of `spans` is closed. */
export function openSpans(tree: TraceTree, fold: Fold, spans: Iterable<number>): Fold {
  const flipped = new Set(fold.flipped);
  for (const span of spans) {
    const isDeep = (tree.depth[span] ?? 0) >= fold.level;
    if (isDeep !== flipped.has(span) && !flipped.delete(span)) flipped.add(span);
  }
  return { ...fold, flipped };
}

/** One level less or more than is open now. `deepest` is the largest depth of the tree. */
export function changeLevel(fold: Fold, deepest: number, step: 1 | -1): Fold {
  const level = Math.max(0, Math.min(fold.level, deepest) + step);
  return { level: level >= deepest ? Number.POSITIVE_INFINITY : level, flipped: new Set() };
}

export function formatFold({ level, flipped }: Fold, idOf: (span: number) => string): string {
  const depth = level === Number.POSITIVE_INFINITY ? '' : String(level);
  if (flipped.size === 0) return depth;
  return `${depth}~${[...flipped].slice(0, MOST_IDS).map(idOf).join(',')}`;
}

/** What cannot be read, and ids that the trace does not have, are left out. */
export function parseFold(text: string, indexOf: (id: string) => number | undefined): Fold {
  const [depth = '', ids = ''] = text.split('~', 2);
  const level = /^\d{1,9}$/.test(depth) ? Number(depth) : Number.POSITIVE_INFINITY;
  const flipped = ids.split(',').flatMap((id) => indexOf(id) ?? []);
  return { level, flipped: new Set(flipped) };
}

// Which subtrees are closed: everything from a level down, and single spans that are the other way round. As text in the
// URL it is `level~id,id`, where no level means that all are open. Pure.
import type { TraceRows } from '#app/lib/trace-model/rows.ts';
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

/** Brings rows from one fold to another; from undefined, whatever they are in. */
export function applyFold(rows: TraceRows, before: Fold | undefined, after: Fold): void {
  const isSameLevel = before?.level === after.level;
  if (!isSameLevel) rows.showLevels(after.level + 1);
  const flipped = isSameLevel ? before.flipped : new Set<number>();
  const turn = (span: number) => rows.setCollapsed(span, !rows.isCollapsed(span));
  for (const span of flipped) if (!after.flipped.has(span)) turn(span);
  for (const span of after.flipped) if (!flipped.has(span)) turn(span);
}

/** Closes or opens one span. */
export function flip(fold: Fold, span: number): Fold {
  const flipped = new Set(fold.flipped);
  if (!flipped.delete(span)) flipped.add(span);
  return { ...fold, flipped };
}

/** Opens all ancestors of a span. The same fold when they are open. */
export function revealed({ depth, parent }: TraceTree, fold: Fold, span: number): Fold {
  let opened = fold;
  for (let above = parent[span] ?? -1; above !== -1; above = parent[above] ?? -1) {
    const isClosed = (depth[above] ?? 0) >= fold.level !== fold.flipped.has(above);
    if (isClosed) opened = flip(opened, above);
  }
  return opened;
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

/** What cannot be read, and ids that the trace does not have (-1), are left out. */
export function parseFold(text: string, indexOf: (id: string) => number): Fold {
  const [depth = '', ids = ''] = text.split('~', 2);
  const level = /^\d{1,9}$/.test(depth) ? Number(depth) : Number.POSITIVE_INFINITY;
  const flipped = ids.split(',').map(indexOf);
  return { level, flipped: new Set(flipped.filter((span) => span !== -1)) };
}

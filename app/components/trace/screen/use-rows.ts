// The rows of a trace as the view wants them: closed subtrees, the order of siblings, a filter.
import { useMemo } from 'react';
import { TraceRows } from '#app/lib/trace-model/rows.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { applyFold, type Fold } from '../rows/fold.ts';
import type { SpanOrder } from '../trace-view.ts';

interface Wanted {
  readonly fold: Fold;
  readonly sort: SpanOrder;
  /** 1 for the spans to show, with their ancestors; undefined shows all. */
  readonly only: Uint8Array | undefined;
}

/** Rows are changed in place, since a copy of a million would cost too much; `version` tells one state from the next. */
export interface VersionedRows {
  readonly rows: TraceRows;
  readonly version: number;
}

const applied = new WeakMap<TraceRows, Wanted & { readonly version: number }>();

export function useRows(tree: TraceTree, { fold, sort, only }: Wanted): VersionedRows {
  const rows = useMemo(() => new TraceRows(tree), [tree]);
  return useMemo(() => bring(rows, { fold, sort, only }), [rows, fold, sort, only]);
}

/** Doing it twice does it once. */
function bring(rows: TraceRows, wanted: Wanted): VersionedRows {
  const before = applied.get(rows);
  const { fold, sort, only } = wanted;
  if (before && before.fold === fold && before.sort === sort && before.only === only)
    return { rows, version: before.version };
  if (before?.sort !== sort) rows.sort(sort);
  if (before?.only !== only) rows.filter(only);
  if (before?.fold !== fold) applyFold(rows, before?.fold, fold);
  const version = (before?.version ?? 0) + 1;
  applied.set(rows, { ...wanted, version });
  return { rows, version };
}

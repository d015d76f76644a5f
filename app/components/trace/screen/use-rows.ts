// The rows of a trace as the view wants them: closed subtrees, the order of siblings, a filter.
import { useMemo } from 'react';
import { type OrderedSpans, TraceRows } from '#app/lib/trace-model/rows.ts';
import { useAnswer } from '../load/use-answer.ts';
import { ALL_OPEN, applyFold, type Fold } from '../rows/fold.ts';
import type { LoadedTrace } from '../trace-context.ts';
import type { SpanOrder } from '../trace-view.ts';

interface Wanted {
  readonly fold: Fold;
  readonly sort: SpanOrder;
  /** 1 for the spans to show, their ancestors among them; undefined shows all. */
  readonly only: Uint8Array | undefined;
}

/** Rows are changed in place, since a copy of a million would cost too much; `version` tells one state from the next. */
export interface VersionedRows {
  readonly rows: TraceRows;
  readonly version: number;
  /** Whether the rows are in another order still, as the wanted one is being worked out. */
  readonly isSorting: boolean;
}

interface Applied extends Wanted {
  readonly version: number;
}

const applied = new WeakMap<TraceRows, Applied>();

export function useRows(trace: LoadedTrace, { fold, sort, only }: Wanted): VersionedRows {
  const { tree } = trace;
  const rows = useMemo(() => new TraceRows(tree), [tree]);
  const question = useMemo(
    () => (sort === 'start' ? undefined : { kind: 'order' as const, by: sort }),
    [sort],
  );
  const { answer, isWorking } = useAnswer(trace, question);
  const ordered = sort === 'start' ? tree : answer;
  const version = useMemo(
    () => bring(rows, { fold, sort, only }, ordered),
    [rows, fold, sort, only, ordered],
  );
  return { rows, version, isSorting: isWorking };
}

/** Answers the version. Doing it twice does it once. What the order is becomes another one only once it is known. */
function bring(rows: TraceRows, { fold, sort, only }: Wanted, ordered: OrderedSpans | undefined): number {
  const before = applied.get(rows);
  const next = ordered ? sort : (before?.sort ?? 'start');
  if (before && before.fold === fold && before.sort === next && before.only === only) return before.version;
  if (ordered) rows.arrange(sort, ordered);
  if (before?.only !== only) rows.showOnly(only);
  if (before?.fold !== fold) applyFold(rows, before?.fold ?? ALL_OPEN, fold);
  const version = (before?.version ?? 0) + 1;
  applied.set(rows, { fold, sort: next, only, version });
  return version;
}

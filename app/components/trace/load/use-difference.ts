// How two traces differ: at once where they are small, else worked out by the worker of the first, which borrows the second.
import { useEffect, useMemo, useState } from 'react';
import type { OperationDiff, TraceDiff } from '#app/lib/trace-model/diff.ts';
import { type Difference, differenceOf } from './questions.ts';
import type { ReadyTrace } from './use-trace-load.ts';

/** More spans, of both together, would keep the page for longer than a few frames. */
const QUICK_SPANS = 20_000;

export interface ShownDifference {
  readonly diff: TraceDiff;
  readonly operations: readonly OperationDiff[];
}

interface Known {
  readonly a: ReadyTrace['tree'];
  readonly b: ReadyTrace['tree'];
  readonly found?: Difference;
  readonly error?: unknown;
}

/** Undefined while it is being worked out. Throws what the worker's work ended with. */
export function useDifference(a: ReadyTrace, b: ReadyTrace): ShownDifference | undefined {
  const [known, setKnown] = useState<Known>();
  const [{ tree: treeA, ask }, { tree: treeB, lend }] = [a, b];
  const isQuick = treeA.columns.count + treeB.columns.count <= QUICK_SPANS;
  useEffect(() => {
    if (isQuick) return;
    const ending = new AbortController();
    const { port1, port2 } = new MessageChannel();
    ask({ kind: 'diff', port: port1 }, ending.signal).then(
      (found) => setKnown({ a: treeA, b: treeB, found }),
      (error: unknown) => {
        if (!ending.signal.aborted) setKnown({ a: treeA, b: treeB, error });
      },
    );
    lend(port2);
    return () => ending.abort();
  }, [isQuick, treeA, treeB, ask, lend]);
  const isKnown = known?.a === treeA && known.b === treeB;
  if (isKnown && known.error !== undefined) throw known.error;
  const found = isKnown ? known.found : undefined;
  return useMemo(() => {
    const difference = isQuick ? differenceOf(treeA, treeB) : found;
    if (!difference) return undefined;
    return { diff: { ...difference.diff, a: treeA, b: treeB }, operations: difference.operations };
  }, [isQuick, treeA, treeB, found]);
}

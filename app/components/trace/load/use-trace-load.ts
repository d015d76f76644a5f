// Loads a trace through a worker: how far it is, the trace once it is there, and again while spans may still arrive.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { teamUrl } from '#app/components/shell/current-team.ts';
import { isTemporary, type UserError } from '#app/lib/core/user-error.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import type { ClockDifference } from '#app/lib/trace-model/skew.ts';
import type { LoadedTrace } from '../trace-context.ts';
import { Asker } from './asker.ts';
import { NO_PATH } from './critical-path.ts';
import type { FromWorker, LoadProgress, ToWorker } from './protocol.ts';

/** What to load: a stored trace, or columns that are here already. Memoise it: another object is another trace. */
export type TraceInput =
  | { readonly traceId: string; readonly source: string }
  | { readonly columns: SpanColumns };

export interface ReadyTrace extends LoadedTrace {
  readonly differences: readonly ClockDifference[];
  /** Whether the starts are by corrected clocks. */
  readonly isCorrected: boolean;
  /** Gives the tree to another trace's worker, through this port. */
  readonly lend: (port: MessagePort) => void;
}

export type TraceLoad = {
  /** Stops loading. */
  readonly cancel: () => void;
  readonly reload: () => void;
} & (
  | { readonly state: 'loading'; readonly progress: LoadProgress | undefined }
  /** The spans are here and are being put in a tree. */
  | { readonly state: 'laying'; readonly spans: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly error: UserError }
  | {
      readonly state: 'ready';
      readonly trace: ReadyTrace;
      /** Whether the trace is looked at again by itself, as spans may still arrive. */
      readonly isFresh: boolean;
      /** Why the last look failed. */
      readonly stale: UserError | undefined;
    }
);

type State =
  | { readonly state: 'loading'; readonly progress: LoadProgress | undefined }
  | { readonly state: 'laying'; readonly spans: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly error: UserError }
  | { readonly state: 'ready'; readonly trace: ReadyTrace; readonly stale: UserError | undefined };

/** Spans of a trace whose last one ended this long ago may still be on their way; milliseconds. */
const FRESH_MS = 60_000;
const LOOK_MS = 4_000;
/** Looking again at a large trace costs more. */
const LARGE = 50_000;
const LARGE_LOOK_MS = 20_000;
const RETRY_MS = 1_500;

export function useTraceLoad(input: TraceInput, correct: boolean): TraceLoad {
  const [shown, setShown] = useState<{ input: TraceInput; state: State }>();
  const [attempt, setAttempt] = useState(0);
  /** What holds the trace that is shown, or loads the first one. */
  const worker = useRef<Worker>(undefined);
  const wanted = useRef(correct);
  const current = shown?.input === input ? shown.state : undefined;
  const latest = useRef(current);
  useEffect(() => {
    latest.current = current;
    wanted.current = correct;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads anew
  useEffect(() => {
    const set = (state: State) => setShown({ input, state });
    const before = latest.current?.state === 'ready' ? latest.current.trace : undefined;
    let columns = 'columns' in input ? input.columns : undefined;
    let isAgain = before !== undefined;
    const made = new Worker(new URL('./trace-worker.ts', import.meta.url), { type: 'module' });
    const asker = new Asker((message, transfer) => made.postMessage(message, transfer));
    const fail = (error: UserError) => {
      made.terminate();
      asker.end(error);
      // A copy, which is looked at again after a while. What is shown has a worker of its own.
      if (before && worker.current !== made) set({ state: 'ready', trace: { ...before }, stale: error });
      else set({ state: 'failed', error });
    };
    made.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (asker.take(data)) return;
      if (data.type === 'failed') fail(data.error);
      else if (data.type === 'progress') {
        if (!before) set({ state: 'loading', progress: data.progress });
      } else if (data.type === 'columns') {
        columns = data.columns;
        if (!before) set({ state: 'laying', spans: columns.count });
      } else if (data.type === 'laid' && columns) {
        const isSame =
          isAgain &&
          before?.tree.columns.count === columns.count &&
          before.isCorrected === data.laid.isCorrected;
        isAgain = false;
        if (before && isSame) {
          // Nothing has arrived since: what is shown stays as it is, and its worker too, which has the spans in its order.
          made.terminate();
          set({ state: 'ready', trace: { ...before }, stale: undefined });
          return;
        }
        if (worker.current !== made) worker.current?.terminate();
        worker.current = made;
        const source = 'source' in input ? input.source : undefined;
        set({ state: 'ready', trace: readyTrace(columns, data.laid, source, asker), stale: undefined });
      } else if (data.type === 'critical') {
        const { critical } = data;
        setShown((now) =>
          now?.input === input && now.state.state === 'ready'
            ? { input, state: { ...now.state, trace: { ...now.state.trace, critical } } }
            : now,
        );
      }
    };
    made.onerror = () =>
      fail({ code: 'internal', message: 'The trace could not be read: the browser stopped the work.' });
    const ask: ToWorker =
      'columns' in input
        ? { type: 'take', columns: input.columns, correct: wanted.current }
        : { type: 'fetch', traceId: input.traceId, url: columnsUrl(input), correct: wanted.current };
    made.postMessage(ask);
    if (!before) {
      set({ state: 'loading', progress: undefined });
      worker.current?.terminate();
      worker.current = made;
    }
    return () => {
      if (worker.current !== made) made.terminate();
    };
  }, [input, attempt]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another trace has another worker
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [input],
  );

  const trace = current?.state === 'ready' ? current.trace : undefined;
  // Where the clocks agree there is nothing to correct.
  const lays = trace !== undefined && trace.differences.length > 0 && trace.isCorrected !== correct;
  useEffect(() => {
    if (lays) worker.current?.postMessage({ type: 'lay', correct } satisfies ToWorker);
  }, [lays, correct]);

  const reload = useCallback(() => setAttempt((before) => before + 1), []);
  const isFresh = useFreshness(trace, reload);
  const failure = current?.state === 'failed' ? current.error : undefined;
  useEffect(() => {
    if (!failure || !isTemporary(failure)) return;
    const timer = setTimeout(reload, RETRY_MS);
    return () => clearTimeout(timer);
  }, [failure, reload]);
  const cancel = useCallback(() => {
    worker.current?.terminate();
    setShown({ input, state: { state: 'cancelled' } });
  }, [input]);
  return useMemo(() => {
    const state = current ?? { state: 'loading' as const, progress: undefined };
    return state.state === 'ready' ? { ...state, isFresh, cancel, reload } : { ...state, cancel, reload };
  }, [current, isFresh, cancel, reload]);
}

function columnsUrl({ traceId, source }: { readonly traceId: string; readonly source: string }): string {
  const query = new URLSearchParams({ source });
  return teamUrl(`/api/v1/traces/${encodeURIComponent(traceId)}/columns?${query}`);
}

type Laid = Extract<FromWorker, { type: 'laid' }>['laid'];

function readyTrace(
  columns: SpanColumns,
  { tree, start, baseNs, differences, isCorrected, version }: Laid,
  source: string | undefined,
  asker: Asker,
): ReadyTrace {
  return {
    traceId: columns.traceId,
    source,
    tree: { ...tree, columns: { ...columns, start, baseNs } },
    critical: NO_PATH,
    differences,
    isCorrected,
    ask: asker.about(version),
    lend: (port) => asker.lend(port),
  };
}

/** Looks again while the newest span is only a moment old. */
function useFreshness(trace: ReadyTrace | undefined, reload: () => void): boolean {
  const [isFresh, setFresh] = useState(false);
  useEffect(() => {
    if (trace?.source === undefined) {
      setFresh(false);
      return;
    }
    const { tree } = trace;
    const endMs = Number(tree.columns.baseNs / 1_000_000n) + tree.end / 1e6;
    const look = tree.columns.count > LARGE ? LARGE_LOOK_MS : LOOK_MS;
    const fresh = Math.abs(Date.now() - endMs) < FRESH_MS;
    setFresh(fresh);
    if (!fresh) return;
    const timer = setTimeout(reload, look);
    return () => clearTimeout(timer);
  }, [trace, reload]);
  return isFresh;
}

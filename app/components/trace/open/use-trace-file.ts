// Reads a trace file in a worker: its list of traces, then the columns of one, then single spans. Nothing leaves the browser.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import type { FromFileWorker, ListedTrace, ToFileWorker } from './protocol.ts';

export interface OpenedTraceFile {
  readonly name: string;
  readonly format: 'otlp' | 'jaeger';
  readonly traces: readonly ListedTrace[];
  readonly skipped: number;
}

type FileState =
  | { readonly state: 'none' }
  | { readonly state: 'reading'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly error: UserError }
  | { readonly state: 'opened'; readonly file: OpenedTraceFile };

interface Asked {
  readonly resolve: (detail: SpanDetail) => void;
  readonly reject: (error: UserError) => void;
}

export interface TraceFile {
  readonly current: FileState;
  /** The columns of the trace that was asked for last, by its place in the list. */
  readonly columns: { readonly trace: number; readonly columns: SpanColumns } | undefined;
  readonly open: (file: File) => void;
  readonly close: () => void;
  readonly choose: (trace: number) => void;
  /** A span of a trace. Rejects with a `UserError`. */
  readonly detail: (trace: number, span: number) => Promise<SpanDetail>;
}

export function useTraceFile(): TraceFile {
  const [current, setCurrent] = useState<FileState>({ state: 'none' });
  const [columns, setColumns] = useState<TraceFile['columns']>();
  const worker = useRef<Worker>(undefined);
  const asked = useRef(new Map<number, Asked>());
  const lastAsk = useRef(0);

  const close = useCallback(() => {
    worker.current?.terminate();
    worker.current = undefined;
    for (const { reject } of asked.current.values())
      reject({ code: 'cancelled', message: 'The file was closed.' });
    asked.current.clear();
    setColumns(undefined);
    setCurrent({ state: 'none' });
  }, []);
  useEffect(() => () => worker.current?.terminate(), []);

  const open = useCallback(
    (file: File) => {
      close();
      const { name } = file;
      setCurrent({ state: 'reading', name });
      const made = new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' });
      worker.current = made;
      made.onmessage = ({ data }: MessageEvent<FromFileWorker>) => {
        if (data.type === 'failed') setCurrent({ state: 'failed', name, error: data.error });
        else if (data.type === 'opened') {
          const { format, traces, skipped } = data;
          setCurrent({ state: 'opened', file: { name, format, traces, skipped } });
        } else if (data.type === 'columns') setColumns({ trace: data.trace, columns: data.columns });
        else {
          const ask = asked.current.get(data.ask);
          asked.current.delete(data.ask);
          if (data.detail) ask?.resolve(data.detail as SpanDetail);
          else ask?.reject(data.error ?? toUserError(undefined));
        }
      };
      made.onerror = () =>
        setCurrent({
          state: 'failed',
          name,
          error: {
            code: 'payload_too_large',
            message: 'The browser ran out of memory while it read the file.',
            hint: 'Send it to Maple’s OTLP port instead, which takes any number of spans.',
          },
        });
      made.postMessage({ type: 'open', file } satisfies ToFileWorker);
    },
    [close],
  );
  const choose = useCallback((trace: number) => {
    setColumns(undefined);
    worker.current?.postMessage({ type: 'columns', trace } satisfies ToFileWorker);
  }, []);
  const detail = useCallback((trace: number, span: number) => {
    lastAsk.current += 1;
    const ask = lastAsk.current;
    return new Promise<SpanDetail>((resolve, reject) => {
      asked.current.set(ask, { resolve, reject });
      worker.current?.postMessage({ type: 'detail', trace, span, ask } satisfies ToFileWorker);
    });
  }, []);
  return useMemo(
    () => ({ current, columns, open, close, choose, detail }),
    [current, columns, open, close, choose, detail],
  );
}

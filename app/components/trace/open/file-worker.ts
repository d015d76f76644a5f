// The worker that reads a trace file. It keeps what the file says, so that the page holds only what it shows.
import { toUserError } from '#app/lib/core/user-error.ts';
import { type OpenedFile, type OpenedTrace, openTraceFile } from '#app/lib/trace-model/open/open-file.ts';
import { timestampOf } from '../header/summary.ts';
import type { FromFileWorker, ListedTrace, ToFileWorker } from './protocol.ts';
import { readText } from './read-text.ts';

let opened: OpenedFile | undefined;

function post(message: FromFileWorker): void {
  self.postMessage(message);
}

self.addEventListener('message', ({ data }: MessageEvent<ToFileWorker>) => {
  void answer(data).catch((thrown: unknown) => post({ type: 'failed', error: toUserError(thrown) }));
});

async function answer(asked: ToFileWorker): Promise<void> {
  if (asked.type === 'open') {
    opened = openTraceFile(await readText(asked.file));
    const { format, traces, skipped } = opened;
    post({ type: 'opened', format, traces: traces.map(listed), skipped });
  } else if (asked.type === 'columns') {
    const trace = opened?.traces[asked.trace];
    if (trace) post({ type: 'columns', trace: asked.trace, columns: trace.columns() });
  } else post({ type: 'detail', ask: asked.ask, ...readDetail(asked.trace, asked.span) });
}

function readDetail(trace: number, span: number) {
  try {
    return { detail: opened?.traces[trace]?.detail(span), error: undefined };
  } catch (thrown) {
    return { detail: undefined, error: toUserError(thrown) };
  }
}

function listed(trace: OpenedTrace): ListedTrace {
  const { traceId, spanCount, errorCount, rootService, rootName, startNs, durationNs } = trace;
  const startTime = timestampOf({ baseNs: startNs }, 0);
  return { traceId, spanCount, errorCount, rootService, rootName, startTime, durationNs };
}

// The worker that reads a trace file. It keeps what the file says, so that the page holds only what it shows.
import { AppError } from '#app/lib/core/errors.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { type OpenedFile, type OpenedTrace, openTraceFile } from '#app/lib/trace-model/open/open-file.ts';
import { timestampOf } from '../header/summary.ts';
import type { FromFileWorker, ListedTrace, ToFileWorker } from './protocol.ts';

/** Larger files are not even read: no browser holds their text in one piece. */
const MOST_MEGABYTES = 500;

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

async function readText(file: File): Promise<string> {
  if (file.size > MOST_MEGABYTES * 1_048_576)
    throw new AppError(
      'payload_too_large',
      `The file has ${Math.ceil(file.size / 1_048_576).toLocaleString('en-US')} MB; a browser cannot hold that. Send it to Maple’s OTLP port instead, which takes any number of spans.`,
    );
  try {
    return await file.text();
  } catch (cause) {
    throw new AppError(
      'bad_request',
      'The browser could not read the file. Is it a folder, or gone meanwhile?',
      {
        cause,
      },
    );
  }
}

function listed(trace: OpenedTrace): ListedTrace {
  const { traceId, spanCount, errorCount, rootService, rootName, startNs, durationNs } = trace;
  const startTime = timestampOf({ baseNs: startNs }, 0);
  return { traceId, spanCount, errorCount, rootService, rootName, startTime, durationNs };
}

// One connection to the live tail that keeps itself up: it reads events, and connects again when it breaks.
import { teamFetch } from '#app/components/shell/current-team.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { LogRow, LogTailRequest } from '#app/lib/logs/schema.ts';
import { EventReader, type StreamEvent } from './tail-events.ts';

/** `trouble`: connected, but the server says that it cannot read at the moment. */
export type ConnectionState = 'connecting' | 'live' | 'trouble' | 'reconnecting' | 'failed';

interface Listener {
  /** In the order of their arrival. */
  readonly onRows: (rows: readonly LogRow[]) => void;
  readonly onDropped: (count: number) => void;
  readonly onState: (state: ConnectionState, error: UserError | undefined) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Without a row the server sends a comment every 15 s; silence for longer means that the connection is dead. */
const SILENCE_MS = 40_000;
/** Waiting does not help against these; a new search does. */
const FINAL = new Set([
  'bad_request',
  'unauthorized',
  'forbidden',
  'second_factor_required',
  'not_found',
  'payload_too_large',
]);

/** Connects at once, and gets what was missed since the row of `lastId` if there is one. Answers how to end it. */
export function connectTail(request: LogTailRequest, lastId: string, listener: Listener): () => void {
  const ended = new AbortController();
  void stayConnected(request, lastId, listener, ended.signal);
  return () => ended.abort();
}

async function stayConnected(
  request: LogTailRequest,
  resumeFrom: string,
  listener: Listener,
  ended: AbortSignal,
): Promise<void> {
  let failures = 0;
  let lastId = resumeFrom;
  listener.onState('connecting', undefined);
  while (!ended.aborted) {
    let error: UserError | undefined;
    try {
      await listen(request, lastId, ended, {
        ...listener,
        onOpen: () => {
          failures = 0;
          listener.onState('live', undefined);
        },
        onId: (id) => {
          lastId = id;
        },
      });
    } catch (thrown) {
      error = toUserError(thrown);
    }
    if (ended.aborted) return;
    if (error && FINAL.has(error.code)) {
      listener.onState('failed', error);
      return;
    }
    listener.onState('reconnecting', error);
    await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), ended);
    failures += 1;
  }
}

interface Handlers extends Listener {
  readonly onOpen: () => void;
  readonly onId: (id: string) => void;
}

/** Reads one connection to its end. Throws what the server answers instead of a stream, and what breaks it. */
async function listen(
  request: LogTailRequest,
  lastId: string,
  ended: AbortSignal,
  handlers: Handlers,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await teamFetch('/api/v1/logs/tail', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(lastId && { 'last-event-id': lastId }) },
      body: JSON.stringify(request),
      signal: AbortSignal.any([ended, silence.signal]),
    });
    if (!response.ok || response.body === null) throw await answerOf(response);
    handlers.onOpen();
    const reader = new EventReader();
    const decoder = new TextDecoder();
    for await (const piece of piecesOf(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      take(reader.read(decoder.decode(piece, { stream: true })), handlers);
    }
  } finally {
    clearTimeout(timer);
  }
}

function take(events: readonly StreamEvent[], handlers: Handlers): void {
  const rows: LogRow[] = [];
  for (const { event, data, id } of events) {
    if (event === 'log') {
      rows.push(JSON.parse(data) as LogRow);
      handlers.onId(id);
    } else if (event === 'dropped') {
      handlers.onDropped((JSON.parse(data) as { dropped: number }).dropped);
    } else if (event === 'resumed') {
      handlers.onState('live', undefined);
    } else if (event === 'error') {
      const error = toUserError(JSON.parse(data));
      if (FINAL.has(error.code)) throw Object.assign(new Error(error.message), { error });
      handlers.onState('trouble', error);
    }
  }
  if (rows.length > 0) handlers.onRows(rows);
}

/** Not every browser's streams can be iterated. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function answerOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // A proxy in between, or a program that is starting: not one of our answers.
    return { code: 'unavailable', message: `Maple answered ${response.status}.` };
  }
}

function sleep(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    ended.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      ended.removeEventListener('abort', done);
      resolve();
    }
  });
}

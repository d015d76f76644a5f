// Runs statements: each in a session of its own, a bounded number at once, cancelled in the engine when given up.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { EngineError, engineErrors } from '#app/lib/engine/errors.ts';
import { queryTag } from '#app/lib/engine/interface/compat.ts';
import { LONGEST_NAME, mayNameRefused, refuseOutsideValues } from '#app/lib/engine/interface/outside.ts';
import { type EngineRequest, sessionPrelude, sqlString } from '#app/lib/engine/interface/request.ts';
import type { Statement } from '#app/lib/engine/interface/statement.ts';
import { Canceller } from './canceller.ts';
import type { Chdb, Connection, EngineResult } from './chdb.server.ts';
import type { Fifos } from './fifos.server.ts';
import { Slots } from './slots.ts';
import type { Spool, SpoolFile } from './spool.server.ts';

const KILL_INTERVAL_MS = 50;
/** Rows in the format Values that are read here before the engine reads them. */
const CHECKED_VALUES_BYTES = 16 * 1024 * 1024;
/** Three minutes; then more of the same does not help. */
const KILL_TRIES = 3_600;
const IDLE_PURGE_MS = 5_000;
/** Progress is asked for often; it must not take the threads that cancelling needs. */
const PARALLEL_LOOKUPS = 4;
const NEVER = new AbortController().signal;
const PROGRESS_COLUMNS =
  'elapsed, read_rows, read_bytes, total_rows_approx, written_rows, written_bytes, memory_usage, peak_memory_usage, is_cancelled';

/** Where a result goes, piece by piece. */
export interface Sink {
  /** Resolves when the next piece may come. Rejects when nobody reads any more. */
  write(chunk: Uint8Array): Promise<void>;
}

/** One statement to run. */
export interface Job {
  readonly request: EngineRequest;
  readonly queryId: string;
  readonly statement: Statement;
  /** The format of the output, or of an insert's data. */
  readonly format: string;
  /** The data of an insert. */
  readonly data: AsyncIterable<Uint8Array>;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
}

/** How far a query is. */
export interface Progress {
  readonly state: 'queued' | 'running';
  /** One JSON object of the engine's counters, while it runs. */
  readonly counters: Readonly<Record<string, unknown>> | undefined;
}

interface RunnerOptions {
  readonly chdb: Chdb;
  readonly fifos: Fifos;
  readonly spool: Spool;
  readonly defaults: Readonly<Record<string, string>>;
  readonly parallel: number;
  readonly queue: number;
  /** The engine has stopped itself after a fatal error: only a new process helps. */
  onFatal(error: EngineError): void;
  /** Something is wrong that no client hears of: one line for the log. */
  onWarning(message: string): void;
}

/** Runs jobs on the engine. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #slots: Slots;
  readonly #lookups = new Slots(PARALLEL_LOOKUPS, 256);
  readonly #active = new Map<string, string>();
  readonly #canceller: Canceller;
  #serial = 0;
  #purge: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#slots = new Slots(options.parallel, options.queue);
    this.#canceller = new Canceller({
      kill: (tags) =>
        this.control(`KILL QUERY WHERE Settings['log_comment'] IN (${tags.map(sqlString).join(', ')}) ASYNC`),
      onWarning: options.onWarning,
      intervalMs: KILL_INTERVAL_MS,
      tries: KILL_TRIES,
    });
  }

  /** Runs a job and writes its result to the sink. @throws EngineError; the sink may have part of the result by then */
  async run(job: Job, sink: Sink): Promise<EngineResult> {
    const tag = queryTag(++this.#serial, job.queryId);
    this.#active.set(tag, job.queryId);
    clearTimeout(this.#purge);
    try {
      if (job.statement.kind !== 'insert') return await this.#execute(job, tag, sink);
      // The whole body is there before anything is inserted: a client that breaks off leaves nothing behind.
      await using file = await this.#options.spool.write(job.data);
      if (job.format.toLowerCase() === 'values') await checkValues(file);
      const sql = utf8(job.statement.from(file.path, job.format));
      return await this.#inSession(job, tag, (session) => session.run(sql));
    } finally {
      this.#active.delete(tag);
      this.#canceller.ended(tag);
      if (this.#active.size === 0) this.#purgeWhenIdle();
    }
  }

  /** The state of a client's query, undefined when there is none by that id. */
  async progress(queryId: string): Promise<Progress | undefined> {
    const tag = [...this.#active].find(([, id]) => id === queryId)?.[0];
    if (tag === undefined) return undefined;
    const release = await this.#lookups.take(NEVER);
    const { bytes } = await this.control(
      `SELECT ${PROGRESS_COLUMNS} FROM system.processes WHERE Settings['log_comment'] = ${sqlString(tag)} AND query NOT LIKE 'SET %' LIMIT 1`,
      'JSONEachRow',
    ).finally(release);
    const text = Buffer.from(bytes).toString('utf8');
    if (text === '') return { state: 'queued', counters: undefined };
    return { state: 'running', counters: JSON.parse(text) as Record<string, unknown> };
  }

  /** Runs a statement of our own, beside the clients' slots. */
  async control(sql: string, format?: string): Promise<EngineResult> {
    const session = this.#options.chdb.connect();
    try {
      return await session.run(sql, format);
    } finally {
      session.close();
    }
  }

  /** Cancels everything that runs and waits for its end, at most `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    clearTimeout(this.#purge);
    const until = performance.now() + patienceMs;
    while (this.#active.size > 0 && performance.now() < until) {
      for (const tag of this.#active.keys()) this.#canceller.cancel(tag);
      await delay(KILL_INTERVAL_MS);
    }
    clearTimeout(this.#purge);
  }

  async #execute(job: Job, tag: string, sink: Sink): Promise<EngineResult> {
    const { statement, format, request } = job;
    if (statement.kind === 'insert') throw new TypeError('an insert has its own path');
    if (statement.kind === 'other') {
      return await this.#inSession(job, tag, async (session) => {
        const result = await session.run(utf8(statement.text), format);
        if (result.bytes.length > 0) await sink.write(result.bytes);
        return result;
      });
    }
    if (request.isBuffered) {
      await using file = this.#options.spool.result();
      const sql = utf8(statement.into(file.path, format));
      const result = await this.#inSession(job, tag, (session) => session.run(sql));
      await copyFile(file.path, sink);
      return result;
    }
    return await this.#inSession(job, tag, (session) => this.#stream(session, statement, format, sink));
  }

  async #stream(
    session: Connection,
    statement: Statement & { kind: 'select' },
    format: string,
    sink: Sink,
  ): Promise<EngineResult> {
    const fifo = await this.#options.fifos.open();
    const query = session.run(utf8(statement.into(fifo.path, format))).finally(() => fifo.writerDone());
    const copy = (async () => {
      for await (const chunk of fifo.output) await sink.write(chunk);
    })();
    const [result, copied] = await Promise.allSettled([query, copy]);
    if (result.status === 'rejected') throw result.reason;
    if (copied.status === 'rejected') throw copied.reason;
    return result.value;
  }

  /** Waits for a slot, prepares a fresh session, and cancels the work in the engine when the client leaves. */
  async #inSession<T>(job: Job, tag: string, work: (session: Connection) => Promise<T>): Promise<T> {
    const release = await this.#slots.take(job.signal);
    const onAbort = () => this.#canceller.cancel(tag);
    job.signal.addEventListener('abort', onAbort, { once: true });
    try {
      // A new session per statement: settings cannot leak, and no output of a failed statement is left in it.
      const session = this.#options.chdb.connect();
      try {
        await session.run(sessionPrelude(job.request, this.#options.defaults, tag));
        if (job.signal.aborted) throw engineErrors.cancelled();
        return await work(session);
      } finally {
        session.close();
      }
    } catch (error) {
      if (isFatal(error)) this.#options.onFatal(error);
      throw error;
    } finally {
      job.signal.removeEventListener('abort', onAbort);
      release();
    }
  }

  /** The allocator keeps what a big query used; an idle engine should give it back. */
  #purgeWhenIdle(): void {
    clearTimeout(this.#purge);
    this.#purge = setTimeout(() => {
      this.control('SYSTEM JEMALLOC PURGE').catch(() => undefined);
    }, IDLE_PURGE_MS).unref();
  }
}

/** Rows in the format Values may be expressions, so they are held to what statements are held to. */
async function checkValues(file: SpoolFile): Promise<void> {
  let tail = '';
  let isSuspect = false;
  for await (const chunk of createReadStream(file.path, { encoding: 'latin1', highWaterMark: 1024 * 1024 })) {
    isSuspect = mayNameRefused(tail + chunk);
    if (isSuspect) break;
    tail = String(chunk).slice(-LONGEST_NAME);
  }
  if (!isSuspect) return;
  if (file.bytes > CHECKED_VALUES_BYTES) {
    throw engineErrors.tooLarge(
      `Rows in the format Values are limited to ${CHECKED_VALUES_BYTES} bytes: use another format, or several inserts`,
    );
  }
  refuseOutsideValues(await readFile(file.path, 'latin1'));
}

async function copyFile(path: string, sink: Sink): Promise<void> {
  try {
    for await (const chunk of createReadStream(path)) await sink.write(chunk as Uint8Array);
  } catch (error) {
    // The engine makes the file only when there is output.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Statements are read byte by byte; the engine takes text. */
function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function isFatal(error: unknown): error is EngineError {
  return error instanceof EngineError && error.code === 236 && /shutting down|fatal/i.test(error.message);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

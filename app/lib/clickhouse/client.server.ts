// The one door to ClickHouse: statements with bound parameters in, rows or AppErrors out.
import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { ClickHouseError, createClient } from '@clickhouse/client';
import { AppError } from '#app/lib/core/errors.ts';
import { type Fragment, ident, join, render, sql } from '#app/lib/sql/sql.ts';
import { createSender, type Sender } from './client-request.server.ts';
import { readAll, resultBytes } from './client-stream.server.ts';
import { engineSentence } from './engine-sentence.ts';
import { limitError } from './limits.ts';
import { progressOf, type StatementProgress } from './running-progress.server.ts';

export interface QueryOptions {
  /** The database that unqualified names resolve in. */
  readonly database?: string;
  /** Aborting stops the query in the engine, not only the wait for it. */
  readonly signal?: AbortSignal;
  /** Names the query in `system.processes`, for progress and for cancelling. */
  readonly queryId?: string;
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Signs a read in as somebody else than the client's own user. */
  readonly as?: { readonly user: string; readonly password: string };
}

/** What a query cost: milliseconds, rows and bytes read. */
export interface Statistics {
  readonly elapsedMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

export interface InsertTarget {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly string[];
}

export interface ClickHouse {
  /** Runs a SELECT. Rows are objects; 64-bit integers arrive as strings. */
  query<Row>(statement: Fragment, options?: QueryOptions): Promise<{ rows: Row[]; statistics: Statistics }>;
  /**
   * Runs a SELECT and gives its bytes in a format as they come, e.g. for an export of any size. An error that comes
   * late is thrown while reading. Leaving the loop early cancels the query in the engine.
   */
  stream(statement: Fragment, format: string, options?: QueryOptions): Promise<AsyncIterable<Uint8Array>>;
  /** How far a running statement is, by the id it was given; undefined when none runs by that id. */
  progress(queryId: string): Promise<StatementProgress | undefined>;
  /** Runs a statement without rows, such as DDL. */
  command(statement: Fragment, options?: QueryOptions): Promise<void>;
  /** Inserts a body in the Native format. Resolves when ClickHouse has stored it. */
  insertNative(target: InsertTarget, chunks: readonly Uint8Array[], options?: QueryOptions): Promise<void>;
  /** Whether the server answers; never throws. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface ClickHouseOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** What makes the connections; by default any address may be connected to. */
  readonly agent?: Agent;
  /** Whether the server is somebody else's, of any version: then nothing is set that it may not know. */
  readonly isOthers?: boolean;
  /** Told of every finished statement, for Maple's own metrics. */
  readonly onQuery?: (outcome: {
    kind: 'query' | 'command' | 'insert';
    durationMs: number;
    error?: AppError;
  }) => void;
}

/** Of an answer of somebody else's server that is read as a whole; our own keeps to the limits that it is told. */
const LONGEST_OF_OTHERS_BYTES = 256 * 1024 ** 2;

/**
 * With the hint, `mapContains(m, 'a') OR m['b'] LIKE …` finds nothing in parts in which no row has `b`: a fault of the engine
 * (26.7), seen where a text index answers one side and only hints at the other.
 */
const OWN_SETTINGS = { query_plan_text_index_add_hint: 0 } as const;

/**
 * Connects to a ClickHouse HTTP interface. Nothing is sent before the first call.
 * Errors are AppErrors: `unavailable` when the server is away, `limit_exceeded`, `timeout`, `cancelled`,
 * `bad_request` for what the statement's author got wrong, `internal` for the rest.
 */
export function createClickHouse(options: ClickHouseOptions): ClickHouse {
  const settings = {
    date_time_output_format: 'iso',
    output_format_json_quote_64bit_integers: 1,
    ...(!options.isOthers && OWN_SETTINGS),
  } as const;
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    ...(options.agent && { http_agent: options.agent }),
    application: 'maple',
    max_open_connections: 64,
    request_timeout: 300_000,
    // The client's own timer for idle sockets is left running when a query is aborted before it has its socket, and then
    // breaks off whatever runs on it by then. Node closes idle sockets by what the server's Keep-Alive header says.
    keep_alive: { enabled: true, idle_socket_ttl: 0 },
    clickhouse_settings: settings,
    log: { level: 127 },
  });
  const sender = createSender(options);

  async function timed<T>(kind: 'query' | 'command' | 'insert', run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      const result = await run();
      options.onQuery?.({ kind, durationMs: performance.now() - start });
      return result;
    } catch (thrown) {
      const error = clickHouseError(thrown);
      options.onQuery?.({ kind, durationMs: performance.now() - start, error });
      throw error;
    }
  }

  const withDefaults = (queryOptions: QueryOptions): QueryOptions => ({
    ...queryOptions,
    settings: { ...settings, ...queryOptions.settings },
  });
  const query: ClickHouse['query'] = (statement, queryOptions = {}) =>
    timed('query', () =>
      select(
        sender,
        statement,
        withDefaults(queryOptions),
        options.isOthers ? LONGEST_OF_OTHERS_BYTES : Number.POSITIVE_INFINITY,
      ),
    );

  return {
    query,

    stream: (statement, format, queryOptions = {}) =>
      timed('query', () => stream(sender, statement, format, withDefaults(queryOptions))),

    progress: progressOf({ ...options, query }),

    command: (statement, queryOptions = {}) =>
      timed('command', async () => {
        const { text, params } = render(statement);
        await client.command({ query: text, query_params: { ...params }, ...common(queryOptions) });
      }),

    insertNative: (target, chunks, queryOptions = {}) =>
      timed('insert', async () => {
        const columns = join(
          target.columns.map((column) => ident(column)),
          ', ',
        );
        const { text } = render(
          sql`INSERT INTO ${ident(target.database, target.table)} (${columns}) FORMAT Native`,
        );
        const result = await client.exec({
          query: text,
          values: Readable.from(chunks, { objectMode: false }),
          ...common(queryOptions),
        });
        await drain(result.stream);
      }),

    ping: async () => {
      // A server that hangs takes connections and never answers.
      const abort_signal = AbortSignal.timeout(PING_TIMEOUT_MS);
      try {
        return (await client.ping({ select: false, abort_signal })).success;
      } catch {
        return false;
      }
    },

    close: async () => {
      sender.close();
      await client.close();
    },
  };
}

async function stream(
  sender: Sender,
  statement: Fragment,
  format: string,
  options: QueryOptions,
): Promise<AsyncGenerator<Uint8Array, void>> {
  const { text, params } = render(statement);
  const { query_id: queryId, clickhouse_settings: settings } = common(options);
  const { signal, database, as } = options;
  const rendered = { text: `${text}\nFORMAT ${format}`, params };
  return translated(await sender.send(rendered, { queryId, settings, signal, database, as }), signal);
}

/** The parts of the format JSON that are read here. */
interface JsonAnswer<Row> {
  readonly data: Row[];
  readonly statistics?: { readonly elapsed: number; readonly rows_read: number; readonly bytes_read: number };
}

/** The bytes of a result; what goes wrong while they come is an AppError like any other. */
async function* translated(
  source: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const onAbort = () => source.destroy(new AppError('cancelled', 'The query was cancelled.'));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    yield* resultBytes(source);
  } catch (thrown) {
    throw clickHouseError(thrown);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    source.destroy();
  }
}

async function select<Row>(
  sender: Sender,
  statement: Fragment,
  options: QueryOptions,
  mostBytes: number,
): Promise<{ rows: Row[]; statistics: Statistics }> {
  const bytes = await stream(sender, statement, 'JSON', options);
  const answer = JSON.parse((await readAll(bytes, mostBytes)).toString('utf8')) as JsonAnswer<Row>;
  const statistics = answer.statistics;
  return {
    rows: answer.data,
    statistics: {
      elapsedMs: (statistics?.elapsed ?? 0) * 1000,
      rowsRead: statistics?.rows_read ?? 0,
      bytesRead: statistics?.bytes_read ?? 0,
    },
  };
}

function common(options: QueryOptions) {
  // Only an abort that is yet to come is listened for.
  if (options.signal?.aborted) throw new AppError('cancelled', 'The query was cancelled.');
  return {
    query_id: options.queryId ?? randomUUID(),
    ...(options.signal && { abort_signal: options.signal }),
    clickhouse_settings: { ...options.settings },
    ...(options.database !== undefined && { http_headers: { 'X-ClickHouse-Database': options.database } }),
  };
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) {
    // The answer of an INSERT is empty; reading it to its end frees the connection.
  }
}

const PING_TIMEOUT_MS = 2_000;

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);

/** Codes of system.errors, grouped by what they mean to the one who asked. */
const CANCELLED = new Set([394, 735]);
const BUSY = new Set([202, 203, 252, 319, 999, 209, 210]);
const USER = new Set([
  6, 10, 20, 27, 36, 38, 41, 42, 43, 44, 46, 47, 53, 60, 62, 69, 70, 72, 81, 82, 128, 130, 131, 153, 164, 167,
  168, 179, 206, 215, 306, 353, 386, 427, 457, 497,
]);

/** Any failure of the ClickHouse client as an AppError. */
export function clickHouseError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof ClickHouseError) {
    const code = Number(thrown.code);
    if (CANCELLED.has(code)) return new AppError('cancelled', 'The query was cancelled.', { cause: thrown });
    const limit = limitError(code, thrown.message, thrown);
    if (limit) return limit;
    if (BUSY.has(code))
      return new AppError('unavailable', 'The database is busy.', { cause: thrown, retryAfter: 1 });
    if (USER.has(code)) return new AppError('bad_request', engineSentence(thrown.message), { cause: thrown });
    return new AppError('internal', 'The database could not run the query.', { cause: thrown });
  }
  if (thrown instanceof Error) {
    const code = (thrown as { code?: unknown }).code;
    // An engine that dies in the middle of its answer is reported as ECONNRESET with the message "aborted".
    if ((typeof code === 'string' && AWAY.has(code)) || /socket hang up/i.test(thrown.message))
      return new AppError('unavailable', 'The database is not answering; it may be restarting.', {
        cause: thrown,
        retryAfter: 1,
      });
    if (thrown.name === 'AbortError' || /abort/i.test(thrown.message))
      return new AppError('cancelled', 'The query was cancelled.', { cause: thrown });
    if (/timeout/i.test(thrown.message))
      return new AppError('timeout', 'The database did not answer in time.', { cause: thrown });
  }
  return new AppError('internal', 'The database could not run the query.', { cause: thrown });
}

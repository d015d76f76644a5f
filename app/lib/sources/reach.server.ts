// Clients of other ClickHouse servers: one per connection, read-only, to allowed addresses only, closed when it changes.
import type { Agent } from 'node:http';
import { type ClickHouse, createClickHouse, type QueryOptions } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { type AddressPolicy, exceptLoopback } from '#app/lib/net/safe-address.ts';
import { createSafeAgent, type Resolver, safeUrl } from '#app/lib/net/safe-agent.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';

/** How to reach a server. */
export interface ServerAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface ReachOptions {
  readonly policy: AddressPolicy;
  /** The port of the embedded engine on this machine, which holds the data of every team and asks nobody for a password. */
  readonly enginePort?: number | undefined;
  readonly resolver?: Resolver;
}

/** Values above 1 let a query have settings; the server refuses every write. */
const READ_ONLY = 2;
/** Seconds, for whoever sets no limit. */
const LONGEST_S = 300;
/** Seconds on top, until a server that says nothing at all is given up. */
const GRACE_S = 5;

/**
 * A client that only reads. Errors name the server as `what` says, e.g. `The server of the connection "prod"`. Throws
 * `bad_request` for an address that is not allowed.
 */
export function reachServer(access: ServerAccess, what: string, options: ReachOptions): ClickHouse {
  const url = safeUrl(access.url, options.policy);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const policy = port === options.enginePort ? exceptLoopback(options.policy) : options.policy;
  safeUrl(access.url, policy);
  const agent = createSafeAgent(url, { ...options, policy });
  return readOnly(
    createClickHouse({
      url: url.href,
      user: access.username,
      password: access.password,
      agent,
      isOthers: true,
    }),
    what,
    agent,
  );
}

function readOnly(clickhouse: ClickHouse, what: string, agent: Agent): ClickHouse {
  const refuse = async () => {
    throw new AppError('forbidden', `${what} is only read from.`);
  };
  return {
    async query<Row>(statement: Fragment, options?: QueryOptions) {
      const patience = patienceFor(limited(options), what);
      return await patience.wait(clickhouse.query<Row>(statement, patience.options));
    },
    async stream(statement, format, options) {
      const patience = patienceFor(limited(options), what);
      return chunksOf(await patience.wait(clickhouse.stream(statement, format, patience.options)), patience);
    },
    progress: (queryId) => clickhouse.progress(queryId),
    command: refuse,
    insertNative: refuse,
    ping: () => clickhouse.ping(),
    async close() {
      await clickhouse.close();
      agent.destroy();
    },
  };
}

/** A server cancels a query whose client went away only when it is told to, and only one that just reads. */
function limited(options: QueryOptions = {}): QueryOptions & { settings: Record<string, string | number> } {
  return {
    ...options,
    settings: {
      max_execution_time: LONGEST_S,
      cancel_http_readonly_queries_on_client_close: 1,
      ...options.settings,
      readonly: READ_ONLY,
    },
  };
}

/** Waits for a server, and gives it up when it is silent for longer than a statement may take. */
interface Patience {
  readonly options: QueryOptions;
  /** Errors name the server. */
  wait<T>(answer: Promise<T>): Promise<T>;
}

function patienceFor(options: ReturnType<typeof limited>, what: string): Patience {
  const { signal, settings } = options;
  const gaveUp = new AbortController();
  const ms = Math.ceil((Number(settings.max_execution_time) + GRACE_S) * 1000);
  return {
    options: { ...options, signal: signal ? AbortSignal.any([signal, gaveUp.signal]) : gaveUp.signal },
    async wait(answer) {
      const timer = setTimeout(() => gaveUp.abort(), ms);
      try {
        return await answer;
      } catch (thrown) {
        throw gaveUp.signal.aborted ? away(thrown, what) : ofServer(thrown, what);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The time that the reader takes between two chunks is not the server's. */
async function* chunksOf(chunks: AsyncIterable<Uint8Array>, patience: Patience): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    while (true) {
      const { done, value } = await patience.wait(iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Says which server is away: by default messages are about Maple's own. */
function ofServer(thrown: unknown, what: string): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  if (thrown.code === 'unavailable') return away(thrown.cause, what);
  if (thrown.code === 'internal')
    return new AppError('bad_request', `${what} could not run the query${reasonOf(thrown)}.`, {
      cause: thrown.cause,
      hint: 'Test the connection under Settings → Connections.',
    });
  return thrown;
}

function away(cause: unknown, what: string): AppError {
  return new AppError('unavailable', `${what} does not answer.`, {
    cause,
    retryAfter: 5,
    hint: 'Check that it runs and that its address is still right, under Settings → Connections.',
  });
}

/** What the server gave as the reason, on one short line. Only an answer of ClickHouse has a number for it. */
function reasonOf({ cause }: AppError): string {
  return cause instanceof Error && errorNumber(cause) !== undefined
    ? `: ${(cause.message.split('\n', 1)[0] ?? '').slice(0, 300).replace(/\.$/, '')}`
    : '';
}

/** The number that ClickHouse gives to an error; undefined when it did not come from ClickHouse. */
export function errorNumber(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^\d+$/.test(code) ? Number(code) : undefined;
}

// The ClickHouse HTTP interface on loopback: routes, who may ask, and one query per request.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { EngineError, engineErrors, toEngineError } from '#app/lib/engine/errors.ts';
import type { Runner } from '#app/lib/engine/run/runner.server.ts';
import { isLoopbackHost } from '#app/lib/net/loopback.ts';
import { decodedBody, readInput } from './body.server.ts';
import { ByteBudget } from './budget.ts';
import { refuseWrites } from './outside.ts';
import { isReadOnly, readRequest } from './request.ts';
import { Responder } from './respond.server.ts';

/** Settings and parameters travel in the URL. */
const MAX_HEADER_BYTES = 1024 * 1024;
/** Those that run, those that wait, and some for pings and progress; each holds at least its head. */
export const MAX_CONNECTIONS = 640;
/**
 * The text of all statements together, from their first byte until they have been answered. The data of inserts is not
 * counted here: the spool takes it to the disk when there is much of it.
 */
const STATEMENTS_BYTES = 128 * 1024 * 1024;

interface HttpOptions {
  readonly runner: Runner;
  readonly version: string;
}

interface Context extends HttpOptions {
  readonly budget: ByteBudget;
}

/** Makes the server; the caller lets it listen, on a loopback address only. */
export function createEngineServer(options: HttpOptions): Server {
  const budget = new ByteBudget(STATEMENTS_BYTES);
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 15_000 },
    (request, response) => {
      handle({ ...options, budget }, request, response).catch((error: unknown) => {
        // Whatever went wrong is about this request only.
        if (!response.headersSent) response.writeHead(500).end(toEngineError(error).toText(options.version));
        else response.destroy();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  // Uploads may take as long as they take; the head may not.
  server.requestTimeout = 0;
  return server;
}

async function handle(options: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('X-ClickHouse-Server-Display-Name', 'maple');
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  const refusal = refuse(request);
  if (refusal)
    return plain(response, 403, new EngineError(497, 'ACCESS_DENIED', refusal).toText(options.version));
  const url = new URL(request.url ?? '/', 'http://localhost');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && (url.pathname === '/ping' || url.pathname === '/replicas_status'))
    return plain(response, 200, 'Ok.\n');
  if (isRead && url.pathname === '/progress') return await sendProgress(options, url.searchParams, response);
  if (url.pathname !== '/') return plain(response, 404, `There is no handle ${url.pathname}\n`);
  if (request.method === 'HEAD') return plain(response, 200, '');
  if (request.method !== 'GET' && request.method !== 'POST') {
    response.setHeader('Allow', 'GET, POST');
    return plain(response, 405, 'Use GET or POST\n');
  }
  if (request.method === 'GET' && !url.searchParams.get('query')) return plain(response, 200, 'Ok.\n');
  await answer(options, url.searchParams, request, response);
}

/**
 * Why a request is refused, if so. A page in the user's browser can reach loopback: by its own origin, or by a host name
 * that it makes resolve to loopback. Neither is a database client.
 */
function refuse(request: IncomingMessage): string | undefined {
  const { host, origin } = request.headers;
  if (origin !== undefined) return 'Requests from browsers are refused (Origin header)';
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none')
    return 'Requests from browsers are refused (Sec-Fetch-Site header)';
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host ?? '')?.[1];
  if (!name || !isLoopbackHost(name)) return 'The Host header must be a loopback name such as 127.0.0.1';
  return undefined;
}

async function answer(
  options: Context,
  search: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { version, runner, budget } = options;
  const aborter = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) aborter.abort();
  });
  let responder = new Responder(response, {
    queryId: search.get('query_id') ?? '',
    version,
    compression: undefined,
  });
  const body = decodedBody(request);
  const claim = budget.claim();
  try {
    claim.take(request.url?.length ?? 0);
    const parsed = readRequest(request.method ?? 'POST', search, request.headers);
    const queryId = parsed.queryId ?? randomUUID();
    responder = new Responder(response, { queryId, version, compression: parsed.compression });
    const { statement, data } = await readInput(body, parsed.query, claim);
    if (isReadOnly(parsed)) refuseWrites(statement.kind, statement.kind === 'other' ? statement.text : '');
    const isInsert = statement.kind === 'insert';
    const format = statement.format ?? parsed.defaultFormat ?? (isInsert ? 'Values' : 'TabSeparated');
    if (!/^\w+$/.test(format)) throw engineErrors.badArguments('Invalid name of a format');
    responder.expect(isInsert ? 'TabSeparated' : format, isInsert);
    const job = { request: parsed, queryId, statement, format, data, signal: aborter.signal };
    await responder.finish(await runner.run(job, responder));
  } catch (error) {
    responder.fail(toEngineError(error));
    // The client may still be sending: it reads the answer only when its body has gone somewhere.
    await body.return(undefined);
    request.resume();
  } finally {
    claim.release();
  }
}

async function sendProgress(
  options: Context,
  search: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const progress = await options.runner.progress(search.get('query_id') ?? '');
  if (!progress) return plain(response, 404, 'No query runs by this query_id\n');
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ state: progress.state, ...progress.counters }));
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.end(text);
}

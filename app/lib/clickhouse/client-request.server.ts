// One statement to a ClickHouse HTTP interface and its answer as a stream of bytes.
//
// The client's own way waits for a timer before each request, a millisecond and more of the five that a short statement takes.
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { Agent as HttpsAgent, request as requestSecurely } from 'node:https';
import { parseError } from '@clickhouse/client';
import type { ParamValue, RenderedSql } from '#app/lib/sql/sql.ts';
import { readAll } from './client-stream.server.ts';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

interface Server extends Credentials {
  readonly url: string;
  /** What makes the connections; by default any address may be connected to. */
  readonly agent?: HttpAgent;
}

interface Sending {
  readonly queryId: string;
  readonly database: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly settings: Readonly<Record<string, string | number>>;
  /** Instead of the server's own. */
  readonly as?: Credentials | undefined;
}

/** Statements at once; more wait here. */
const MOST_CONNECTIONS = 64;
/** Nothing came for so long. */
const SILENCE_MS = 300_000;
/** Of the text of an error. */
const LONGEST_REFUSAL_BYTES = 1024 ** 2;

/** Sends statements to one server. */
export interface Sender {
  /**
   * The bytes of a successful answer. Rejects with a ClickHouseError when the server refuses, else with what broke the
   * connection. Aborting the signal breaks the request, and the stream while that is read.
   */
  send(statement: RenderedSql, sending: Sending): Promise<IncomingMessage>;
  close(): void;
}

export function createSender(server: Server): Sender {
  const url = new URL(server.url);
  const isSecure = url.protocol === 'https:';
  const ownAgent = server.agent
    ? undefined
    : new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  const own = authorization(server);
  const begin = isSecure ? requestSecurely : request;

  async function send({ text, params }: RenderedSql, sending: Sending): Promise<IncomingMessage> {
    const search = new URLSearchParams({ query_id: sending.queryId });
    for (const [name, value] of Object.entries(params)) search.append(`param_${name}`, paramText(value));
    for (const [name, value] of Object.entries(sending.settings)) search.append(name, String(value));
    const target = new URL(url);
    target.search = search.toString();
    const headers = {
      Authorization: sending.as ? authorization(sending.as) : own,
      'User-Agent': 'maple',
      ...(sending.database !== undefined && { 'X-ClickHouse-Database': sending.database }),
    };
    const agent = server.agent ?? ownAgent;
    const options = { method: 'POST', agent, timeout: SILENCE_MS, signal: sending.signal, headers };
    const response = await exchange(begin, target, options as RequestOptions, text);
    const isRefusal = response.statusCode !== 200 || 'x-clickhouse-exception-code' in response.headers;
    if (isRefusal) throw parseError((await readAll(response, LONGEST_REFUSAL_BYTES)).toString('utf8'));
    return response;
  }

  return { send, close: () => ownAgent?.destroy() };
}

function authorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A server may close an idle connection just when it is used again: then it has read nothing, and a new one does. */
async function exchange(
  begin: typeof request,
  target: URL,
  options: RequestOptions,
  body: string,
): Promise<IncomingMessage> {
  while (true) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | 'stale'>();
    const sent = begin(target, options, resolve);
    sent.once('timeout', () => sent.destroy(new Error('Timeout: nothing came from the database.')));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (sent.reusedSocket && error.code === 'ECONNRESET' && !options.signal?.aborted) resolve('stale');
      else reject(error);
    });
    sent.end(body);
    const answer = await promise;
    if (answer !== 'stale') return answer;
  }
}

/** A parameter as the interface reads it: escaped, and inside of arrays as a literal. */
function paramText(value: ParamValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return escaped(value);
  return literal(value);
}

function literal(value: ParamValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${escaped(value)}'`;
  if (typeof value === 'object') return `[${value.map(literal).join(',')}]`;
  if (typeof value === 'number') return numberText(value);
  return String(value);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  "'": "\\'",
  '\\': '\\\\',
};

function escaped(text: string): string {
  return text.replace(/[\t\n\r\0'\\]/g, (char) => ESCAPES[char] ?? char);
}

// Requests to addresses that a person configured: only to allowed ones, checked at every hop, with a time and a size limit.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AppError } from '#app/lib/core/errors.ts';
import type { AddressPolicy } from './safe-address.ts';
import { createSafeAgent, type Resolver, safeUrl } from './safe-agent.server.ts';

interface SafeFetchOptions {
  readonly policy: AddressPolicy;
  readonly resolver?: Resolver;
  /** For everything together, redirects and the body too. 10 s if left out. */
  readonly timeoutMs?: number;
  /** Of an answer's body. 1 MiB if left out. */
  readonly maxBytes?: number;
}

/**
 * `fetch` with less: the body to send is a text, bytes or URLSearchParams, the answer is read as a whole before it is given, and
 * `redirect: 'follow'` (if left out) follows three at most. Throws AppErrors: `bad_request` for an address that is not allowed,
 * also when a redirect or the name's resolution leads there; `timeout`; `unavailable` when the server cannot be reached, breaks
 * off, redirects for ever, sends too much or something compressed; `cancelled` when the signal says so.
 */
export type SafeFetch = (address: string | URL, init?: SafeInit) => Promise<Response>;

export interface SafeInit {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: string | Uint8Array | URLSearchParams | null | undefined;
  readonly redirect?: 'follow' | 'manual' | 'error';
  readonly signal?: AbortSignal | null | undefined;
}

const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 ** 2;
/** What another server than the one that was asked may see after a redirect: anything else can be a credential. */
const FOR_ANYBODY = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

/** A fetch for one policy. Connections are not kept. */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { policy, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  return async (address, init = {}) => {
    const first = safeUrl(String(address), policy);
    const late = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
    const headers = new Headers(init.headers);
    if (init.body instanceof URLSearchParams && !headers.has('content-type'))
      headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    if (!headers.has('user-agent')) headers.set('user-agent', 'Maple');
    headers.set('accept-encoding', 'identity');
    let hop: Hop = { url: first, method: init.method ?? 'GET', headers, body: bytesOf(init.body) };
    try {
      for (let redirects = 0; ; redirects += 1) {
        const answer = await ask(hop, { ...options, signal, maxBytes });
        const location = answer.headers.get('location');
        const isRedirect = [301, 302, 303, 307, 308].includes(answer.status) && location !== null;
        if (!isRedirect || init.redirect === 'manual') return answer;
        if (init.redirect === 'error' || redirects === MAX_REDIRECTS)
          throw new AppError('unavailable', `${hop.url.host} redirects where no redirect is expected.`);
        hop = redirected(hop, answer.status, location, policy);
      }
    } catch (thrown) {
      throw toSafeError(thrown, { host: hop.url.host, isLate: late.aborted, isAborted: signal.aborted });
    }
  };
}

/** The next request after a redirect, as browsers make it, but never from https down to http. */
function redirected(hop: Hop, status: number, location: string, policy: AddressPolicy): Hop {
  const target = URL.parse(location, hop.url);
  if (target === null) throw new AppError('unavailable', `${hop.url.host} redirects to no address.`);
  const url = safeUrl(target.href, policy);
  if (hop.url.protocol === 'https:' && url.protocol !== 'https:')
    throw new AppError('bad_request', `${hop.url.host} redirects from https to http.`);
  const headers = new Headers(hop.headers);
  if (url.origin !== hop.url.origin)
    for (const name of hop.headers.keys()) if (!FOR_ANYBODY.has(name)) headers.delete(name);
  const keepsMethod = status === 307 || status === 308 || hop.method === 'GET' || hop.method === 'HEAD';
  if (keepsMethod && (hop.body === undefined || url.origin === hop.url.origin))
    return { ...hop, url, headers };
  if (keepsMethod) throw new AppError('unavailable', `${hop.url.host} redirects what was sent to it.`);
  headers.delete('content-type');
  return { url, method: 'GET', headers, body: undefined };
}

interface Limits extends SafeFetchOptions {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

function ask(hop: Hop, { signal, maxBytes, ...options }: Limits): Promise<Response> {
  const agent = createSafeAgent(hop.url, options);
  const send = hop.url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = Object.fromEntries(hop.headers);
  if (hop.body !== undefined) headers['content-length'] = String(hop.body.byteLength);
  return new Promise<Response>((resolve, reject) => {
    const asked: ClientRequest = send(hop.url, { agent, method: hop.method, headers, signal });
    asked.once('error', reject);
    asked.once('response', (message) => {
      const encoding = message.headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() !== 'identity') {
        asked.destroy();
        // Nothing is ever unpacked, so a small answer cannot become a large one.
        reject(
          new AppError('unavailable', `${hop.url.host} sent something packed, which was not asked for.`),
        );
        return;
      }
      readAll(message, maxBytes, hop.url.host)
        .then((body) => resolve(toResponse(message, body)))
        .catch(reject);
    });
    asked.end(hop.body);
  }).finally(() => agent.destroy());
}

async function readAll(message: IncomingMessage, maxBytes: number, host: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    // Leaving the loop destroys the message and with it the connection.
    if (size > maxBytes)
      throw new AppError('unavailable', `${host} sent more than ${maxBytes} bytes, which is too much.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse(message: IncomingMessage, body: Buffer): Response {
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 599)
    throw new AppError('unavailable', `The server answered with the status ${status}.`);
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const isEmpty = status === 204 || status === 205 || status === 304;
  return new Response(isEmpty ? null : new Uint8Array(body), { status, headers });
}

function bytesOf(body: SafeInit['body']): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  return body instanceof Uint8Array ? body : Buffer.from(String(body), 'utf8');
}

interface Circumstances {
  readonly host: string;
  readonly isLate: boolean;
  readonly isAborted: boolean;
}

function toSafeError(thrown: unknown, { host, isLate, isAborted }: Circumstances): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isLate) return new AppError('timeout', `${host} did not answer in time.`, { cause: thrown });
  if (isAborted) return new AppError('cancelled', 'The request was cancelled.', { cause: thrown });
  return new AppError('unavailable', `${host} cannot be reached.`, { cause: thrown });
}

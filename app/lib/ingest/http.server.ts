// The OTLP/HTTP receiver: POST /v1/{logs,traces,metrics} as protobuf or JSON, on a port of its own.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { presentedKey } from '#app/lib/auth/presented-key.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { isLoopbackHost } from '#app/lib/net/loopback.ts';
import type { Signal } from '#app/lib/otlp/decode.ts';
import { type BodyLimits, ByteBudget, CONTENT_ENCODINGS, decoderFor, readBody } from './body.server.ts';
import type { Listener } from './listener.ts';
import type { Receiver } from './receive.server.ts';
import { type Encoding, encodeExportResponse, encodeStatus } from './responses.ts';

export interface OtlpHttpOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly receiver: Receiver;
  /** Whether senders need no key: then only pages of this machine may send from a browser. */
  readonly loopbackOnly: boolean;
  /** Bytes that all requests together may hold while they are received. */
  readonly maxBufferedBytes: number;
  readonly limits?: BodyLimits;
  readonly log: Logger;
}

const SIGNALS: Readonly<Record<string, Signal>> = {
  '/v1/logs': 'logs',
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
};

const CONTENT_TYPE: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

const MIB = 1024 * 1024;
const DEFAULT_LIMITS: BodyLimits = { compressed: 16 * MIB, plain: 64 * MIB };

/** After an early answer the rest of the body is read and dropped for this long, so that the answer is seen. */
const LINGER_MS = 5_000;

/** How often a stop looks for connections that have become idle. */
const IDLE_CHECK_MS = 50;

/** Listens. Rejects when the address cannot be had. */
export async function startOtlpHttp(options: OtlpHttpOptions): Promise<Listener> {
  const budget = new ByteBudget(options.maxBufferedBytes);
  const server = createServer({
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    connectionsCheckingInterval: 5_000,
    noDelay: true,
  });
  server.maxConnections = 4_096;
  server.on('request', (request, response) => void serve(options, budget, request, response, false));
  server.on('checkContinue', (request, response) => void serve(options, budget, request, response, true));
  await listen(server, options.port, options.host);
  server.on('error', (error) => options.log.error({ err: error }, 'OTLP/HTTP listener failed'));
  return {
    port: (server.address() as AddressInfo).port,
    get listening() {
      return server.listening;
    },
    get bufferedBytes() {
      return budget.used;
    },
    stop: (graceMs = 10_000) => close(server, graceMs),
  };
}

async function serve(
  options: OtlpHttpOptions,
  budget: ByteBudget,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): Promise<void> {
  request.on('error', () => {});
  response.on('error', () => {});
  const { receiver, limits = DEFAULT_LIMITS } = options;
  const encoding = encodingOf(request.headers['content-type']);
  try {
    allowOrigin(request, response, options.loopbackOnly);
    const path = request.url?.split('?', 1)[0] ?? '';
    const signal = SIGNALS[path];
    if (signal === undefined)
      throw new AppError(
        'not_found',
        `There is no ${path.slice(0, 100)} here. Send to ${Object.keys(SIGNALS).join(', ')}.`,
      );
    if (request.method === 'OPTIONS') return preflight(response);
    if (request.method !== 'POST') throw new AppError('method_not_allowed', `Send with POST to ${path}.`);
    const { headers } = request;
    const target = await receiver.authenticate(
      presentedKey(headers.authorization, headers['x-maple-key']),
      signal,
    );
    if (encoding === undefined)
      throw new AppError(
        'unsupported_media_type',
        'Content-Type must be application/x-protobuf or application/json.',
      );
    const decoder = decoderFor(headers['content-encoding']);
    if (awaitsContinue) response.writeContinue();
    const body = await readBody(request, decoder, limits, budget);
    const outcome = await receiver.receive(target, signal, encoding, body);
    const answer = encodeExportResponse(signal, encoding, outcome.rejected, outcome.message);
    send(response, 200, CONTENT_TYPE[encoding], answer);
  } catch (thrown) {
    refuse(request, response, encoding, receiver.failed(thrown, 'http'));
  }
}

/** Answers with a `google.rpc.Status` in the request's encoding; in words when that is not known. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  encoding: Encoding | undefined,
  error: AppError,
): void {
  if (response.headersSent || response.destroyed) return;
  if (error.retryAfter !== undefined) response.setHeader('Retry-After', Math.ceil(error.retryAfter));
  if (error.code === 'method_not_allowed') response.setHeader('Allow', 'POST, OPTIONS');
  if (error.code === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer');
  if (error.code === 'unsupported_media_type') response.setHeader('Accept-Encoding', CONTENT_ENCODINGS);
  if (!request.complete) dropRest(request, response);
  if (encoding) send(response, error.status, CONTENT_TYPE[encoding], encodeStatus(encoding, error));
  else send(response, error.status, 'text/plain; charset=utf-8', Buffer.from(`${error.message}\n`));
}

function dropRest(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect !== undefined) response.setHeader('Connection', 'close');
  request.resume();
  const socket = request.socket;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(timer));
  request.once('close', () => clearTimeout(timer));
}

/** Were an answer opened as a page, nothing in it would run. */
const INERT = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

function send(response: ServerResponse, status: number, contentType: string, body: Uint8Array): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length, ...INERT });
  response.end(body);
}

/**
 * Browser senders. Without keys, the origin is the only thing that tells a page of this machine from any page on the
 * web, so others are refused; where a key is needed, it decides and any origin may send.
 */
function allowOrigin(request: IncomingMessage, response: ServerResponse, loopbackOnly: boolean): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const host = URL.parse(origin)?.hostname ?? '';
  if (loopbackOnly && !isLoopbackHost(host))
    throw new AppError('forbidden', 'Pages of other machines may not send here without a key.');
  response.setHeader('Access-Control-Allow-Origin', loopbackOnly ? origin : '*');
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  if (loopbackOnly) response.setHeader('Vary', 'Origin');
}

function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Authorization, Content-Encoding, Content-Type, X-Maple-Key',
    'Access-Control-Max-Age': '86400',
  });
  response.end();
}

function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPE.protobuf) return 'protobuf';
  return type === CONTENT_TYPE.json ? 'json' : undefined;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection becomes idle when its request is answered, and nothing tells us.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

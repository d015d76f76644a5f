// The web port: files of the build straight from disk, everything else to a handler, compressed.
import { type Server, type ServerRequest, serve } from 'srvx';
import { staticMiddleware } from 'srvx/static';
import { compress } from './compress.server.ts';
import { listenError } from './listen-error.ts';

export interface WebServer {
  /** The port in use, also when any free one was asked for. */
  readonly port: number;
  /** Stops taking requests and lets those under way end; streams are cut after the grace (milliseconds). */
  close(graceMs: number): Promise<void>;
}

interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  /** The folder of the built client. */
  readonly files: string;
  /** On every answer that does not say otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: (request: Request, clientAddress: string) => Promise<Response>;
}

const YEAR_S = 31_536_000;
/** Telemetry has a port of its own; what people and programs ask here is small. */
const MAX_BODY_BYTES = 2 * 1024 ** 2;
/** A screen's search stands in its address, and has to survive a reload: Node's own 16 KB end at a list of 400 trace ids. */
const MAX_HEADER_BYTES = 256 * 1024;

/** Listens, or rejects with `unavailable` and one line that names the port. */
export async function serveWeb({ host, port, files, headers, fetch }: WebServerOptions): Promise<WebServer> {
  const assets = staticMiddleware({ dir: files, maxAge: YEAR_S, immutable: true });
  const others = staticMiddleware({ dir: files });
  const server = serve({
    hostname: host,
    port,
    manual: true,
    silent: true,
    gracefulShutdown: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    node: {
      keepAliveTimeout: 65_000,
      headersTimeout: 30_000,
      requestTimeout: 120_000,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    middleware: [
      async (_request, next) => withHeaders(await next(), headers),
      (request, next) => (isAsset(request) ? assets(request, next) : next()),
      (request, next) => (hasExtension(request) ? others(request, next) : next()),
    ],
    fetch: async (request) => compress(request, await fetch(request, request.ip ?? '')),
  });
  await listen(server, port);
  return {
    port: portOf(server, port),
    close: async (graceMs) => {
      const force = setTimeout(() => void server.close(true), graceMs);
      await server.close();
      clearTimeout(force);
    },
  };
}

/** In place: a file goes to the socket by the shortest way, which a copy of its response would lose. */
function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

async function listen(server: Server, port: number): Promise<void> {
  const http = server.node?.server;
  const failure = new Promise<never>((_, reject) => {
    http?.once('error', (error: Error) => reject(listenError(error, port, 'PORT')));
  });
  await Promise.race([
    (async () => {
      await server.serve();
      await server.ready();
    })(),
    failure,
  ]);
}

function portOf(server: Server, wanted: number): number {
  const address = (server.node?.server as { address?: () => unknown } | undefined)?.address?.();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : wanted;
}

function isAsset(request: ServerRequest): boolean {
  return new URL(request.url).pathname.startsWith('/assets/');
}

/** Pages and API routes have no extension; asking the disk for each of them would only cost time. */
function hasExtension(request: ServerRequest): boolean {
  return /\/[^/]+\.[a-z0-9]+$/i.test(new URL(request.url).pathname) && !request.url.includes('/api/');
}

// Compresses what the web port answers, where the client takes it and it pays.
import { Duplex } from 'node:stream';
import { constants, createGzip } from 'node:zlib';

const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(json|javascript|x-ndjson|manifest\+json)|image\/svg)/;

/** Below this a compressed body is hardly smaller; bytes. */
const SMALLEST = 1_024;

/** The response gzipped, unless it is small, a stream of events, compressed already, or the client takes no gzip. */
export function compress(request: Request, response: Response): Response {
  const type = response.headers.get('content-type') ?? '';
  const length = response.headers.get('content-length');
  const isWorthwhile =
    response.body !== null &&
    !response.headers.has('content-encoding') &&
    COMPRESSIBLE.test(type) &&
    (length === null || Number(length) >= SMALLEST) &&
    /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (!isWorthwhile || response.body === null) return response;
  const headers = new Headers(response.headers);
  headers.set('content-encoding', 'gzip');
  headers.append('vary', 'accept-encoding');
  headers.delete('content-length');
  return new Response(gzipped(response.body), {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

/** A body gzipped as it comes. */
export function gzipped(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  // Level 1: the answer to a search must not wait for the last percent. SYNC_FLUSH keeps a streamed page streaming.
  const gzip = createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH });
  const { readable, writable } = Duplex.toWeb(gzip) as ReadableWritablePair<Uint8Array, Uint8Array>;
  return body.pipeThrough({ readable, writable });
}

// Reads a request body: decompressed as it arrives, within limits of its own and of all bodies together.
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { AppError } from '#app/lib/core/errors.ts';

/** Bytes that all requests together may hold while they are received. */
export class ByteBudget {
  readonly #max: number;
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether `bytes` more fit; then they count as used. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#max) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** A received body. `release` forgets the bytes and gives their room back. */
export interface Body {
  readonly bytes: Uint8Array;
  release(): void;
}

export interface BodyLimits {
  /** Bytes on the wire of a compressed body. */
  readonly compressed: number;
  /** Bytes of the body itself, after decompression. */
  readonly plain: number;
}

/** How a body may be compressed, as `Accept-Encoding` of a 415 says it. */
export const CONTENT_ENCODINGS = 'gzip, zstd, deflate, identity';

/** What one step of decompression hands on. */
const CHUNK_BYTES = 64 * 1024;

/** Makes the decompressor, `undefined` for a plain body. Throws `unsupported_media_type` for an unknown name. */
export function decoderFor(contentEncoding: string | undefined): (() => Transform) | undefined {
  switch (contentEncoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return () => createGunzip({ chunkSize: CHUNK_BYTES });
    case 'deflate':
      return () => createInflate({ chunkSize: CHUNK_BYTES });
    case 'zstd':
      return () =>
        createZstdDecompress({
          chunkSize: CHUNK_BYTES,
          // A frame names the memory its window needs; RFC 9659 allows 8 MiB.
          params: { [constants.ZSTD_d_windowLogMax]: 23 },
        });
    default:
      throw new AppError('unsupported_media_type', `Content-Encoding must be one of ${CONTENT_ENCODINGS}.`);
  }
}

/**
 * Reads the whole body. Stops reading as soon as a limit is passed (`payload_too_large`, or `rate_limited` when all
 * bodies together are too big), when the compressed data is broken (`bad_request`) or the sender goes away
 * (`cancelled`). What it took from the budget is given back on failure, and by `release` on success.
 */
export function readBody(
  request: IncomingMessage,
  decoder: (() => Transform) | undefined,
  limits: BodyLimits,
  budget: ByteBudget,
): Promise<Body> {
  const wireLimit = decoder ? limits.compressed : limits.plain;
  if (Number(request.headers['content-length'] ?? 0) > wireLimit) return Promise.reject(tooLarge(wireLimit));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let plain = 0;
    let wire = 0;
    const unpack = decoder?.();

    const fail = (error: AppError) => {
      letGo();
      budget.give(plain);
      reject(error);
    };
    const finish = () => {
      letGo();
      resolve(new HeldBody(chunks, plain, budget));
    };
    const keep = (chunk: Buffer) => {
      if (plain + chunk.length > limits.plain) return fail(tooLarge(limits.plain));
      if (!budget.take(chunk.length)) return fail(crowded());
      plain += chunk.length;
      chunks.push(chunk);
    };
    const feed = (chunk: Buffer) => {
      wire += chunk.length;
      if (wire > wireLimit) fail(tooLarge(wireLimit));
      else if (unpack?.write(chunk) === false) request.pause();
    };
    const onGone = () => {
      // Once all has arrived it does not matter that the sender left: what it sent is stored.
      if (!request.complete) fail(gone());
    };
    const onData = unpack ? feed : keep;
    const onEnd = () => {
      if (unpack && wire > 0) unpack.end();
      else finish();
    };
    /** What still arrives is thrown away. */
    const letGo = () => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      request.resume();
      unpack
        ?.removeAllListeners()
        .on('error', () => {})
        .destroy();
    };

    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
    unpack
      ?.on('data', keep)
      .on('end', finish)
      .on('drain', () => request.resume())
      .on('error', (error) => fail(broken(error)));
  });
}

class HeldBody implements Body {
  #bytes: Uint8Array;
  readonly #budget: ByteBudget;
  #held: number;

  constructor(chunks: Buffer[], size: number, budget: ByteBudget) {
    this.#bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
    this.#budget = budget;
    this.#held = size;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  release(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
    this.#bytes = new Uint8Array(0);
  }
}

function tooLarge(limit: number): AppError {
  const size = limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MiB` : `${limit} bytes`;
  return new AppError('payload_too_large', `The body is larger than ${size}.`, {
    hint: 'Send smaller batches.',
  });
}

function crowded(): AppError {
  return new AppError('rate_limited', 'Too many bytes are being received at once.', { retryAfter: 1 });
}

function broken(error: Error): AppError {
  return new AppError('bad_request', `The body cannot be decompressed: ${error.message}.`);
}

function gone(): AppError {
  return new AppError('cancelled', 'The sender went away before the body was complete.');
}

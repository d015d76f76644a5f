// Writes one result as an HTTP response: held back while it is short, compressed on request, with late errors in the body.
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib';
import { type EngineError, engineErrors, httpStatus } from '#app/lib/engine/errors.ts';
import type { EngineResult } from '#app/lib/engine/run/chdb.server.ts';
import type { Sink } from '#app/lib/engine/run/runner.server.ts';
import { contentType } from './formats.ts';
import type { ResponseCompression } from './request.ts';

/** Results up to this size get their headers when the query has ended: true summary, true status. */
const HOLD_BYTES = 64 * 1024;
/** … but a slow query's first rows are not held longer than this. */
const HOLD_MS = 250;
/** A client that takes nothing for this long is gone. */
const STALL_MS = 300_000;
/** Errors in a body must fit into what a client reads at once. */
const LATE_ERROR_BYTES = 8 * 1024;

const LATE_ERROR_PAUSE_MS = 50;

const ENCODERS: Readonly<Record<ResponseCompression, () => Transform>> = {
  gzip: () => createGzip({ level: 3 }),
  deflate: () => createDeflate({ level: 3 }),
  zstd: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }),
};

interface ResponderOptions {
  readonly queryId: string;
  readonly version: string;
  readonly compression: ResponseCompression | undefined;
}

/** Sends a result, or an error, as the response of a ClickHouse server. */
export class Responder implements Sink {
  readonly #response: ServerResponse;
  readonly #options: ResponderOptions;
  readonly #tag = randomBytes(8).toString('hex');
  #format = 'TabSeparated';
  #isInsert = false;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #encoder: Transform | undefined;
  #isStarted = false;

  constructor(response: ServerResponse, options: ResponderOptions) {
    this.#response = response;
    this.#options = options;
    response.once('close', () => clearTimeout(this.#timer));
  }

  /** Says what will come. */
  expect(format: string, isInsert: boolean): void {
    this.#format = format;
    this.#isInsert = isInsert;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#response.destroyed) throw engineErrors.cancelled();
    if (this.#isStarted) return await this.#send(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= HOLD_BYTES) return await this.#start(undefined);
    this.#timer ??= setTimeout(() => {
      this.#start(undefined).catch(() => this.#response.destroy());
    }, HOLD_MS);
  }

  /** Ends the response after the whole result. */
  async finish(result: EngineResult): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#isStarted) {
      if (!this.#options.compression) {
        this.#head(200, result);
        this.#response.setHeader('Content-Length', this.#heldBytes);
        this.#response.end(Buffer.concat(this.#held));
        return;
      }
      await this.#start(result);
    }
    (this.#encoder ?? this.#response).end();
  }

  /** Answers with an error; after the first rows have gone out, at the end of the body. */
  fail(error: EngineError): void {
    clearTimeout(this.#timer);
    const response = this.#response;
    if (response.destroyed || response.writableEnded) return;
    const text = error.toText(this.#options.version);
    if (this.#isStarted) {
      this.#failLate(text).catch(() => response.destroy());
      return;
    }
    this.#head(httpStatus(error.code), undefined);
    response.removeHeader('X-ClickHouse-Format');
    response.setHeader('X-ClickHouse-Exception-Code', error.code);
    response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
    response.setHeader('Content-Length', Buffer.byteLength(text));
    if (httpStatus(error.code) === 503) response.setHeader('Retry-After', '1');
    response.end(text);
  }

  /**
   * The block that newer clients look for, then a body that breaks off, so that every other client sees a broken
   * response and not a short result.
   */
  async #failLate(text: string): Promise<void> {
    const message = Buffer.from(text.trimEnd()).subarray(0, LATE_ERROR_BYTES);
    const block = Buffer.concat([
      Buffer.from(`\r\n__exception__\r\n${this.#tag}\r\n`),
      message,
      Buffer.from(`\n${message.length + 1} ${this.#tag}\r\n__exception__\r\n`),
    ]);
    // The block must reach the client as a piece of its own, and be read before the connection ends.
    await this.#flush();
    await delay(LATE_ERROR_PAUSE_MS);
    await this.#send(block);
    await this.#flush();
    await delay(LATE_ERROR_PAUSE_MS);
    // A compressed stream without its trailer is broken by itself, and its reader still gets all that came before.
    if (this.#encoder) this.#response.end();
    else this.#response.socket?.end();
  }

  async #flush(): Promise<void> {
    const encoder = this.#encoder as (Transform & { flush(done: () => void): void }) | undefined;
    if (encoder) await new Promise<void>((resolve) => encoder.flush(resolve));
  }

  async #start(result: EngineResult | undefined): Promise<void> {
    if (this.#isStarted) return;
    clearTimeout(this.#timer);
    this.#isStarted = true;
    const held = this.#held.splice(0);
    this.#head(200, result);
    const { compression } = this.#options;
    if (compression) {
      this.#response.setHeader('Content-Encoding', compression);
      this.#encoder = ENCODERS[compression]();
      this.#encoder.pipe(this.#response);
      this.#response.once('close', () => this.#encoder?.destroy());
    }
    for (const chunk of held) await this.#send(chunk);
  }

  async #send(chunk: Uint8Array): Promise<void> {
    const target = this.#encoder ?? this.#response;
    if (target.write(chunk)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const gone = () => reject(engineErrors.cancelled());
    const stalled = setTimeout(() => this.#response.destroy(), STALL_MS);
    target.once('drain', resolve);
    this.#response.once('close', gone);
    if (this.#response.destroyed) gone();
    try {
      await promise;
    } finally {
      clearTimeout(stalled);
      target.off('drain', resolve);
      this.#response.off('close', gone);
    }
  }

  #head(status: number, result: EngineResult | undefined): void {
    const { queryId } = this.#options;
    this.#response.statusCode = status;
    this.#response.setHeader('Content-Type', contentType(this.#format));
    this.#response.setHeader('X-ClickHouse-Query-Id', queryId.replace(/[^\x20-\x7e]/g, '?'));
    this.#response.setHeader('X-ClickHouse-Format', this.#format);
    this.#response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    this.#response.setHeader('X-ClickHouse-Summary', summary(result, this.#isInsert));
  }
}

function summary(result: EngineResult | undefined, isInsert: boolean): string {
  const rows = String(result?.rows ?? 0);
  const bytes = String(result?.processedBytes ?? 0);
  return JSON.stringify({
    read_rows: rows,
    read_bytes: bytes,
    written_rows: isInsert ? rows : '0',
    written_bytes: isInsert ? bytes : '0',
    total_rows_to_read: '0',
    result_rows: isInsert ? rows : '0',
    result_bytes: isInsert ? bytes : '0',
    elapsed_ns: String(result?.elapsedNs ?? 0),
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// The bytes of a result as they come, and the error that may stand at their end.
import type { Readable } from 'node:stream';
import { ClickHouseError } from '@clickhouse/client';
import { AppError } from '#app/lib/core/errors.ts';

/** Precedes the text of an error that came after the first bytes of a result had been sent. */
const MARK = Buffer.from('\r\n__exception__\r\n');
/** Of an error in a result. */
const LONGEST_ERROR_BYTES = 64 * 1024;
/** What may wait for a reader that is slower than the engine. */
const MOST_WAITING_BYTES = 8 * 1024 ** 2;

/**
 * Passes on the bytes of a result. ClickHouse answers 200 as soon as there is something to send; an error that comes
 * later is written behind it, and then the body breaks off. That part is never passed on, but thrown.
 */
export async function* resultBytes(source: Readable): AsyncGenerator<Uint8Array, void> {
  let held: Buffer = Buffer.alloc(0);
  let isError = false;
  try {
    for await (const chunk of arriving(source)) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (isError) {
        // A server may go on without end behind the mark.
        held = held.subarray(0, LONGEST_ERROR_BYTES);
        continue;
      }
      const at = held.indexOf(MARK);
      isError = at >= 0;
      // The mark may lie over the border of two chunks.
      const safe = isError ? at : Math.max(0, held.length - MARK.length + 1);
      const passed = held.subarray(0, safe);
      held = held.subarray(safe);
      if (passed.length > 0) yield passed;
    }
  } catch (error) {
    // The body breaks off behind an error that it tells of itself.
    if (!isError) throw error;
  }
  if (isError) throw resultError(held.subarray(MARK.length).toString('utf8'));
  if (held.length > 0) yield held;
}

/** All of a body. Throws `limit_exceeded` when it is longer than `most` bytes: a server may send without end. */
export async function readAll(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop destroys the stream and its connection.
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most)
      throw new AppError('limit_exceeded', `The answer of the server is longer than ${most} bytes.`);
    held.push(chunk);
  }
  return Buffer.concat(held);
}

/** The error in a text that stands in a result. */
export function resultError(text: string): ClickHouseError {
  const found =
    /Code: (\d+)\.[\s\S]*?Exception: ([\s\S]*?)(?: \(([A-Z0-9_]{3,})\))?(?: \(version|\r?\n|$)/.exec(text);
  return new ClickHouseError({
    code: found?.[1] ?? '1002',
    message: found?.[2] ?? text.trim().slice(0, 500),
    ...(found?.[3] !== undefined && { type: found[3] }),
  });
}

/** The chunks of a stream, all of those that had come also when it breaks: iterating over the stream itself drops them. */
async function* arriving(source: Readable): AsyncGenerator<Buffer, void> {
  const waiting: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: unknown;
  let wake = () => {};
  const end = (error?: unknown) => {
    isOver = true;
    failure ??= error;
    wake();
  };
  source.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_WAITING_BYTES) source.pause();
    wake();
  });
  source.once('end', () => end());
  source.once('error', end);
  source.once('close', () => end());
  if (source.destroyed) end(source.errored);
  while (true) {
    const chunk = waiting.shift();
    if (chunk) {
      bytes -= chunk.length;
      if (source.isPaused() && bytes < MOST_WAITING_BYTES / 2) source.resume();
      yield chunk;
    } else if (isOver) {
      if (failure) throw failure;
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

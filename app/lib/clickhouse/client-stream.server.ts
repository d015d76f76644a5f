// The bytes of a result as they come, and the error that may stand at their end.
import { ClickHouseError } from '@clickhouse/client';

/** Precedes the text of an error that came after the first bytes of a result had been sent. */
const MARK = Buffer.from('\r\n__exception__\r\n');

/**
 * Passes on the bytes of a result. ClickHouse answers 200 as soon as there is something to send, so an error that comes
 * later is written behind it: that part is never passed on, but thrown.
 */
export async function* resultBytes(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array, void> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = held.indexOf(MARK);
    if (at >= 0) {
      if (at > 0) yield held.subarray(0, at);
      throw await trailingError(held.subarray(at + MARK.length), source);
    }
    // The mark may lie over the border of two chunks.
    const safe = held.length - MARK.length + 1;
    if (safe <= 0) continue;
    yield held.subarray(0, safe);
    held = held.subarray(safe);
  }
  if (held.length > 0) yield held;
}

async function trailingError(start: Buffer, source: AsyncIterable<Buffer>): Promise<ClickHouseError> {
  const parts = [start];
  for await (const chunk of source) parts.push(chunk);
  return resultError(Buffer.concat(parts).toString('utf8'));
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

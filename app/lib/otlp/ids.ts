// Trace and span ids: raw bytes to lower-case hex in a String column.

import type { ByteStream } from '#app/lib/native/streams.ts';
import type { IdKind, Rejections } from './rejections.ts';
import type { Range, Texts } from './texts.ts';

const BYTES = { 'trace id': 16, 'span id': 8 } as const;

/** The two hex digits of a byte, as the two bytes of a little-endian number. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);

/** Writes an id; one that is all zero is empty. A wrong length refuses the record. */
export function putId(
  stream: ByteStream,
  texts: Texts,
  id: Range,
  kind: IdKind,
  rejections: Rejections,
): void {
  const size = id.end - id.start;
  if (size === 0) {
    stream.putU8(0);
    return;
  }
  if (size !== BYTES[kind]) {
    rejections.badId(kind);
    return;
  }
  const source = texts.bufferOf(id.start);
  const offset = texts.offsetOf(id.start);
  stream.reserve(1 + size * 2);
  const { view } = stream;
  let at = stream.length + 1;
  let seen = 0;
  for (let i = offset; i < offset + size; i++) {
    const byte = source[i] as number;
    seen |= byte;
    view.setUint16(at, HEX[byte] as number, true);
    at += 2;
  }
  if (seen === 0) {
    stream.putU8(0);
    return;
  }
  view.setUint8(stream.length, size * 2);
  stream.length = at;
}

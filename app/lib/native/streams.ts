// Growable streams that columns are built from: bytes of values, and sizes of arrays and maps.

import { isUtf8 } from 'node:buffer';
import { AppError } from '#app/lib/core/errors.ts';

/** What one decoder may hold in memory; a small request that expands to more is refused. */
export const MAX_BUILDER_BYTES = 256 * 1024 * 1024;

/** Streams bigger than this are given back after use; smaller ones are kept for the next request. */
const KEEP_BYTES = 4 * 1024 * 1024;

const INITIAL_BYTES = 1024;

/** Up to here a byte loop beats `TypedArray.set`, whose `subarray` allocates. */
const LOOP_BYTES = 160;

/** Counts the memory of all streams that share it. */
export class Budget {
  used = 0;

  /** Throws `payload_too_large` when `bytes` more do not fit. */
  take(bytes: number): void {
    if (this.used + bytes > MAX_BUILDER_BYTES) {
      throw new AppError(
        'payload_too_large',
        `The request expands to more than ${MAX_BUILDER_BYTES >> 20} MiB of rows. Send smaller batches.`,
      );
    }
    this.used += bytes;
  }
}

/** Values one after the other, little-endian; strings with their length in front, as Native wants them. */
export class ByteStream {
  bytes: Buffer;
  view: DataView;
  length = 0;
  marked = 0;
  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
    this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more > this.bytes.length) this.grow(more);
  }

  private grow(more: number): void {
    const size = Math.max(this.bytes.length * 2, this.length + more);
    this.budget.take(size - this.bytes.length);
    const bigger = Buffer.allocUnsafeSlow(size);
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }

  /** Empties the stream, and lets go of an unusually big buffer. */
  reset(): void {
    this.length = 0;
    this.marked = 0;
    if (this.bytes.length <= KEEP_BYTES) return;
    this.budget.used -= this.bytes.length - INITIAL_BYTES;
    this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  putU8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Also for Int32: the low 32 bits are written. */
  putU32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Also for DateTime64: `low` and `high` are the two halves. */
  putU64(low: number, high: number): void {
    this.reserve(8);
    this.view.setUint32(this.length, low, true);
    this.view.setUint32(this.length + 4, high, true);
    this.length += 8;
  }

  putF64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  private putLength(length: number): void {
    let rest = length;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Appends `source[start, end)` as a String. Invalid UTF-8 becomes U+FFFD. */
  putString(source: Buffer, start: number, end: number): void {
    const size = end - start;
    this.reserve(size + 5);
    const before = this.length;
    this.putLength(size);
    if (size > LOOP_BYTES) {
      const slice = source.subarray(start, end);
      if (!isUtf8(slice)) {
        this.length = before;
        this.putText(slice.toString('utf8'));
        return;
      }
      this.bytes.set(slice, this.length);
      this.length += size;
      return;
    }
    const target = this.bytes;
    let at = this.length;
    let seen = 0;
    for (let from = start; from < end; from++) {
      const byte = source[from] as number;
      seen |= byte;
      target[at++] = byte;
    }
    this.length = at;
    if (seen > 127 && !isUtf8(source.subarray(start, end))) {
      this.length = before;
      this.putText(source.toString('utf8', start, end));
    }
  }

  /** Appends a JavaScript string as a String. */
  putText(text: string): void {
    const size = Buffer.byteLength(text);
    this.reserve(size + 5);
    this.putLength(size);
    this.bytes.write(text, this.length);
    this.length += size;
  }

  /** Appends bytes that are already in the stream's own form. */
  putRaw(encoded: Uint8Array): void {
    this.reserve(encoded.length);
    this.bytes.set(encoded, this.length);
    this.length += encoded.length;
  }

  /** What the stream holds, in memory of its own. */
  copy(): Uint8Array {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** Appends `encoded` `times` times. */
  putRepeated(encoded: Uint8Array, times: number): void {
    const total = encoded.length * times;
    if (total === 0) return;
    this.reserve(total);
    const start = this.length;
    this.bytes.set(encoded, start);
    // Doubling what is there needs a logarithmic number of copies.
    for (let done = encoded.length; done < total; done *= 2) {
      this.bytes.copyWithin(start + done, start, start + Math.min(done, total - done));
    }
    this.length = start + total;
  }
}

/** How many elements each array or map has. */
export class SizeStream {
  values = new Uint32Array(INITIAL_BYTES / 4);
  length = 0;
  marked = 0;
  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.values.length) return;
    const size = Math.max(this.values.length * 2, this.length + more);
    this.budget.take((size - this.values.length) * 4);
    const bigger = new Uint32Array(size);
    bigger.set(this.values.subarray(0, this.length));
    this.values = bigger;
  }

  reset(): void {
    this.length = 0;
    this.marked = 0;
    if (this.values.byteLength <= KEEP_BYTES) return;
    this.budget.used -= this.values.byteLength - INITIAL_BYTES;
    this.values = new Uint32Array(INITIAL_BYTES / 4);
  }

  put(size: number): void {
    this.reserve(1);
    this.values[this.length++] = size;
  }

  putRepeated(size: number, times: number): void {
    this.reserve(times);
    this.values.fill(size, this.length, this.length + times);
    this.length += times;
  }
}

// The protobuf wire format: tags, varints, fixed numbers and lengths, with an error for everything that is cut or odd.

import { AppError } from '#app/lib/core/errors.ts';
import { MISTAKE } from '../rejections.ts';

const WIRE_TYPES = ['a varint', '64 bits', 'a length', 'a group', 'a group', '32 bits'];

/** Names of the fields that a message reads, by number; for messages about a wrong type. */
export interface MessageFields {
  readonly name: string;
  readonly fields: Readonly<Record<number, string>>;
}

/**
 * Reads one body. Ends of sub-messages are the caller's: `while (reader.pos < end) switch (reader.tag())`, then
 * `reader.finish(end)`. Every method throws `bad_request` with the byte offset.
 */
export class Reader {
  bytes: Buffer;
  private readonly view: DataView;
  pos = 0;
  /** The first field of a wrong type in a record; empty as long as there is none. */
  mistake = '';
  private isInRecord = false;
  /** The halves of the last 64-bit number, unsigned. */
  low = 0;
  high = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The next tag: field number times 8, plus the wire type. */
  tag(): number {
    const byte = this.bytes[this.pos] as number;
    if (byte < 128 && byte > 7) {
      this.pos++;
      return byte;
    }
    const from = this.pos;
    this.varint64();
    if (this.high !== 0 || this.low < 8) this.fail('a field number is out of range', from);
    return this.low;
  }

  /** Reads a varint into `low` and `high`. */
  varint64(): void {
    const { bytes } = this;
    const from = this.pos;
    let at = from;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) this.fail('the body ends inside a number', from);
      const byte = bytes[at++] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        this.pos = at;
        return;
      }
    }
    this.fail('a number has more than 10 bytes', from);
  }

  /** A varint as an unsigned 32-bit number; higher bits are dropped, as protobuf has it. */
  uint32(): number {
    const byte = this.bytes[this.pos] as number;
    if (byte < 128) {
      this.pos++;
      return byte;
    }
    this.varint64();
    return this.low;
  }

  /** A varint as a signed 32-bit number (int32, enums). */
  int32(): number {
    return this.uint32() | 0;
  }

  /** A zigzag varint (sint32). */
  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean {
    this.varint64();
    return this.low !== 0 || this.high !== 0;
  }

  fixed32(): number {
    this.need(4);
    const value = this.view.getUint32(this.pos, true);
    this.pos += 4;
    return value;
  }

  /** Reads 64 bits into `low` and `high`. */
  fixed64(): void {
    this.need(8);
    this.low = this.view.getUint32(this.pos, true);
    this.high = this.view.getUint32(this.pos + 4, true);
    this.pos += 8;
  }

  double(): number {
    this.need(8);
    const value = this.view.getFloat64(this.pos, true);
    this.pos += 8;
    return value;
  }

  /** Reads a length and returns where that many bytes end; they must end at or before `end`. */
  span(end: number): number {
    const from = this.pos;
    let length = this.bytes[from] as number;
    if (length < 128) {
      this.pos = from + 1;
    } else {
      this.varint64();
      length = this.low + this.high * 0x1_0000_0000;
    }
    const stop = this.pos + length;
    if (stop > end) {
      this.fail(
        `a length of ${length} bytes goes past the end of its message, which has ${Math.max(0, end - this.pos)} left`,
        from,
      );
    }
    return stop;
  }

  /** The bytes of a packed list of fixed 64-bit numbers. */
  packed64(end: number): Uint8Array {
    const stop = this.span(end);
    if ((stop - this.pos) % 8 !== 0) this.fail('a list of 64-bit numbers is cut', this.pos);
    const bytes = this.bytes.subarray(this.pos, stop);
    this.pos = stop;
    return bytes;
  }

  /** The last 64-bit number as a signed one, rounded to a double. */
  get signed(): number {
    return (this.high | 0) * 0x1_0000_0000 + this.low;
  }

  /** Skips the field of an unknown tag; a known field here has the wrong wire type. */
  skip(tag: number, end: number, message: MessageFields): void {
    const field = tag >>> 3;
    const type = tag & 7;
    const name = message.fields[field];
    const found = WIRE_TYPES[type] ?? `wire type ${type}`;
    if (name !== undefined) this.failType(`${message.name}.${name} has the wrong type, ${found}`);
    if (type === 0) this.varint64();
    else if (type === 1) this.advance(8);
    else if (type === 2) this.pos = this.span(end);
    else if (type === 5) this.advance(4);
    else this.fail(`field ${field} of ${message.name} is ${found}, which OTLP does not use`, this.pos);
  }

  /** Checks that a message ended where its length said. */
  finish(end: number): void {
    if (this.pos !== end) this.fail('a message ends inside a field', end);
  }

  /** From here on a field of a wrong type throws `MISTAKE`, until `endRecord`. */
  beginRecord(): void {
    this.isInRecord = true;
  }

  endRecord(): void {
    this.isInRecord = false;
  }

  /** Goes to the `end` of the record. Throws again what is not a mistake in it. */
  abandonRecord(error: unknown, end: number): void {
    if (error !== MISTAKE) throw error;
    this.isInRecord = false;
    this.pos = end;
  }

  private failType(problem: string): never {
    if (!this.isInRecord) this.fail(problem, this.pos);
    // Only the first one is shown, and there may be very many.
    if (this.mistake === '') this.mistake = `${problem}, at byte ${this.pos}`;
    throw MISTAKE;
  }

  private advance(bytes: number): void {
    this.need(bytes);
    this.pos += bytes;
  }

  private need(bytes: number): void {
    if (this.pos + bytes > this.bytes.length) this.fail('the body ends inside a number', this.pos);
  }

  private fail(problem: string, at: number): never {
    const message = `The body is not a valid OTLP protobuf message: ${problem} (at byte ${at}).`;
    const looksLikeJson = this.bytes[0] === 0x7b;
    throw new AppError(
      'bad_request',
      message,
      looksLikeJson ? { hint: 'It looks like JSON, which is sent as Content-Type: application/json.' } : {},
    );
  }
}

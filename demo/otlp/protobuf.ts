// A protobuf writer that fills its buffer from the end: the length of a message is known before its header is written, so nothing is copied twice.

const TWO_32 = 4_294_967_296;

/** Writes protobuf fields last to first. Field tags are `number << 3 | wire type`, as the specification defines them. */
export class Writer {
  private buffer: Buffer;
  private view: DataView;
  /** Index of the first byte written so far. */
  private at: number;

  constructor(size = 1 << 20) {
    this.buffer = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.buffer.buffer);
    this.at = size;
  }

  /** How many bytes there are: give it to `close` to end the message that begins here. */
  get length(): number {
    return this.buffer.length - this.at;
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.buffer.subarray(this.at));
    this.at = this.buffer.length;
    return bytes;
  }

  /** Makes everything written since `from` a length-delimited field. */
  close(tag: number, from: number): void {
    this.varint(this.length - from);
    this.varint(tag);
  }

  /** A whole number in [-2^53, 2^53]; negative ones take ten bytes, as int64 does. */
  varint(value: number): void {
    this.reserve(10);
    if (value >= 0 && value < 128) {
      this.buffer[--this.at] = value;
      return;
    }
    if (value >= 0 && value < 16_384) {
      this.buffer[--this.at] = value >>> 7;
      this.buffer[--this.at] = (value & 127) | 128;
      return;
    }
    let low = value >>> 0;
    let high = Math.floor(value / TWO_32) >>> 0;
    let size = 1;
    for (let l = low, h = high; h !== 0 || l > 127; size++) {
      l = ((l >>> 7) | (h << 25)) >>> 0;
      h >>>= 7;
    }
    this.at -= size;
    for (let i = 0; i < size; i++) {
      this.buffer[this.at + i] = (low & 127) | (i < size - 1 ? 128 : 0);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
  }

  /** An unsigned whole number below 2^53 in eight bytes. */
  fixed64(tag: number, value: number): void {
    this.reserve(18);
    this.at -= 8;
    this.view.setUint32(this.at, value >>> 0, true);
    this.view.setUint32(this.at + 4, Math.floor(value / TWO_32), true);
    this.varint(tag);
  }

  /** Microseconds since 1970 as nanoseconds in eight bytes. */
  time(tag: number, micros: number): void {
    this.reserve(18);
    const low = (micros >>> 0) * 1000;
    this.at -= 8;
    this.view.setUint32(this.at, low >>> 0, true);
    this.view.setUint32(this.at + 4, Math.floor(micros / TWO_32) * 1000 + Math.floor(low / TWO_32), true);
    this.varint(tag);
  }

  fixed32(tag: number, value: number): void {
    this.reserve(14);
    this.at -= 4;
    this.view.setUint32(this.at, value, true);
    this.varint(tag);
  }

  double(tag: number, value: number): void {
    this.rawDouble(value);
    this.varint(tag);
  }

  /** Packed doubles, in order. */
  doubles(tag: number, values: readonly number[]): void {
    const from = this.length;
    for (let i = values.length - 1; i >= 0; i--) this.rawDouble(values[i] as number);
    this.close(tag, from);
  }

  /** Packed fixed64, in order. */
  fixed64s(tag: number, values: readonly number[]): void {
    const from = this.length;
    for (let i = values.length - 1; i >= 0; i--) {
      const value = values[i] as number;
      this.reserve(8);
      this.at -= 8;
      this.view.setUint32(this.at, value >>> 0, true);
      this.view.setUint32(this.at + 4, Math.floor(value / TWO_32), true);
    }
    this.close(tag, from);
  }

  /** A signed whole number in zigzag form (sint32). */
  zigzag(tag: number, value: number): void {
    this.varint(value >= 0 ? value * 2 : value * -2 - 1);
    this.varint(tag);
  }

  /** UTF-8 text. */
  text(tag: number, text: string): void {
    const size = text.length;
    this.reserve(size * 3 + 10);
    if (size > 40 || !this.ascii(text)) {
      const bytes = Buffer.byteLength(text);
      this.at -= bytes;
      this.buffer.write(text, this.at, bytes);
      this.varint(bytes);
    } else {
      this.varint(size);
    }
    this.varint(tag);
  }

  /** Bytes as they are. */
  bytes(tag: number, bytes: Uint8Array): void {
    this.reserve(bytes.length + 10);
    this.at -= bytes.length;
    this.buffer.set(bytes, this.at);
    this.varint(bytes.length);
    this.varint(tag);
  }

  /** An id given as hexadecimal digits; an empty one is left out. */
  id(tag: number, hex: string): void {
    if (hex === '') return;
    const size = hex.length >>> 1;
    this.reserve(size + 10);
    this.at -= size;
    for (let i = 0; i < size; i++) {
      this.buffer[this.at + i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1));
    }
    this.varint(size);
    this.varint(tag);
  }

  private rawDouble(value: number): void {
    this.reserve(18);
    this.at -= 8;
    this.view.setFloat64(this.at, value, true);
  }

  /** Short ASCII is copied here, without the cost of a call into native code. */
  private ascii(text: string): boolean {
    const start = this.at - text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      this.buffer[start + i] = code;
    }
    this.at = start;
    return true;
  }

  private reserve(bytes: number): void {
    if (this.at >= bytes) return;
    const written = this.length;
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, written + bytes));
    bigger.set(this.buffer.subarray(this.at), bigger.length - written);
    this.at = bigger.length - written;
    this.buffer = bigger;
    this.view = new DataView(bigger.buffer);
  }
}

/** The value of a lower-case hexadecimal digit. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

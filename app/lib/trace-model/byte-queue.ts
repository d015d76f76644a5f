// Bytes that arrive in pieces of any size and are read in units of any other.

/** A queue of bytes: `push` at the end, read from the front. What was read is forgotten when room is needed. */
export class ByteQueue {
  private bytes = new Uint8Array(1 << 16);
  private from = 0;
  private to = 0;
  private view = new DataView(this.bytes.buffer);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** Bytes that wait to be read. */
  get length(): number {
    return this.to - this.from;
  }

  push(chunk: Uint8Array): void {
    if (this.to + chunk.length > this.bytes.length) this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.to);
    this.to += chunk.length;
  }

  private makeRoom(more: number): void {
    const { length } = this;
    if (length + more > this.bytes.length / 2) {
      const bigger = new Uint8Array(Math.max(this.bytes.length * 2, (length + more) * 2));
      bigger.set(this.bytes.subarray(this.from, this.to));
      this.bytes = bigger;
      this.view = new DataView(bigger.buffer);
    } else {
      this.bytes.copyWithin(0, this.from, this.to);
    }
    this.from = 0;
    this.to = length;
  }

  /** The next bytes, valid until the next `push`; there must be so many. */
  take(count: number): Uint8Array {
    const start = this.from;
    this.from += count;
    return this.bytes.subarray(start, this.from);
  }

  /** The next eight bytes as an unsigned number; there must be so many. */
  takeU64(): number {
    const at = this.from;
    this.from += 8;
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** A varint if it is there whole, else -1 and nothing is read. Beyond 2^53 it is only roughly what was sent. */
  takeVarint(): number {
    let value = 0;
    let scale = 1;
    for (let at = this.from; at < this.to && at < this.from + 10; at++) {
      const byte = this.bytes[at] as number;
      value += (byte & 127) * scale;
      if (byte < 128) {
        this.from = at + 1;
        return value;
      }
      scale *= 128;
    }
    return this.length >= 10 ? Number.POSITIVE_INFINITY : -1;
  }

  /** The next bytes as UTF-8; there must be so many. */
  takeText(size: number): string {
    return size === 0 ? '' : this.decoder.decode(this.take(size));
  }
}

// Where the strings of a request are: its own bytes, or an arena for text that had to be made. Nothing is copied until
// it reaches its column.

const INITIAL_BYTES = 64 * 1024;
const KEEP_BYTES = 4 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** A half-open range of addresses in `Texts`. Mutable, so that one object serves every record. */
export class Range {
  start = 0;
  end = 0;

  clear(): void {
    this.start = 0;
    this.end = 0;
  }
}

/** One address space: below `base` the bytes of the request, from there on the arena. */
export class Texts {
  request: Buffer = NOTHING;
  base = 0;
  arena = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private top = 0;

  /** Starts with the bytes of a request; empty when all text comes from the arena. */
  begin(request: Buffer): void {
    this.request = request;
    this.base = request.length;
    this.top = 0;
  }

  /** Lets go of the request. */
  end(): void {
    this.begin(NOTHING);
    if (this.arena.length > KEEP_BYTES) this.arena = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  }

  /** Empties the arena; addresses in it become invalid. */
  clear(): void {
    this.top = 0;
  }

  /** The address after the last text added. */
  get next(): number {
    return this.base + this.top;
  }

  /** The buffer that holds an address. */
  bufferOf(address: number): Buffer {
    return address < this.base ? this.request : this.arena;
  }

  /** The place of an address in its buffer. */
  offsetOf(address: number): number {
    return address < this.base ? address : address - this.base;
  }

  private reserve(bytes: number): void {
    if (this.top + bytes <= this.arena.length) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.arena.length * 2, this.top + bytes));
    bigger.set(this.arena.subarray(0, this.top));
    this.arena = bigger;
  }

  /** Adds a string as UTF-8 (a lone surrogate becomes U+FFFD); `range`, if given, is set to where it is. */
  add(text: string, range: Range): void {
    range.start = this.next;
    const length = text.length;
    this.reserve(length * 3);
    if (length > 24) {
      this.top += this.arena.write(text, this.top, 'utf8');
    } else {
      this.addShort(text, length);
    }
    range.end = this.next;
  }

  /** A call into the runtime costs more than copying a short ASCII string here. */
  private addShort(text: string, length: number): void {
    const { arena, top } = this;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        this.top += arena.write(text, top, 'utf8');
        return;
      }
      arena[top + i] = unit;
    }
    this.top = top + length;
  }

  /** Adds the bytes that hexadecimal digits of either case stand for. False, and nothing added, if they are none. */
  addHex(digits: string, range: Range): boolean {
    const size = digits.length >> 1;
    this.reserve(size);
    // Writing stops at the first character that is not hexadecimal.
    if (digits.length % 2 !== 0 || this.arena.write(digits, this.top, 'hex') !== size) return false;
    range.start = this.next;
    this.top += size;
    range.end = this.next;
    return true;
  }
}

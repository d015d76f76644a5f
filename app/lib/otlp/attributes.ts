// A list of attributes on its way to a map column: sorted by key bytes, of equal keys the last one.

import type { MapStreams } from '#app/lib/native/block.ts';
import { Budget, ByteStream, SizeStream } from '#app/lib/native/streams.ts';
import type { Range, Texts } from './texts.ts';

/** Up to here insertion sort is the fastest. */
const INSERTION_SORT_LIMIT = 24;

/** A map as the streams hold it, to be repeated for many rows. */
export interface EncodedMap {
  readonly size: number;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
}

const NO_ATTRIBUTES: EncodedMap = { size: 0, keys: new Uint8Array(), values: new Uint8Array() };

const budget = new Budget();
const scratch: MapStreams = {
  sizes: new SizeStream(budget),
  keys: new ByteStream(budget),
  values: new ByteStream(budget),
};

/** The attributes of one record, resource or scope. Cleared and refilled for each. */
export class AttributeSet {
  count = 0;
  /** Per attribute: start and end of the key, start and end of the value. */
  private ranges = new Int32Array(64);
  private order = new Uint32Array(16);
  private readonly texts: Texts;

  constructor(texts: Texts) {
    this.texts = texts;
  }

  clear(): void {
    this.count = 0;
    if (this.order.length > 65_536) {
      this.ranges = new Int32Array(64);
      this.order = new Uint32Array(16);
    }
  }

  /** Adds an attribute; key and value are ranges of the texts. The key must be valid UTF-8. */
  add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.count * 4;
    if (at === this.ranges.length) {
      const bigger = new Int32Array(at * 2);
      bigger.set(this.ranges);
      this.ranges = bigger;
      this.order = new Uint32Array(this.order.length * 2);
    }
    const { ranges } = this;
    ranges[at] = keyStart;
    ranges[at + 1] = keyEnd;
    ranges[at + 2] = valueStart;
    ranges[at + 3] = valueEnd;
    this.count++;
  }

  /** Sets `range` to the value of a key, or empties it. */
  find(key: string, range: Range): void {
    range.clear();
    const wanted = Buffer.from(key);
    for (let i = this.count - 1; i >= 0; i--) {
      const start = this.ranges[i * 4] as number;
      const end = this.ranges[i * 4 + 1] as number;
      const offset = this.texts.offsetOf(start);
      const buffer = this.texts.bufferOf(start);
      if (wanted.equals(buffer.subarray(offset, offset + end - start))) {
        range.start = this.ranges[i * 4 + 2] as number;
        range.end = this.ranges[i * 4 + 3] as number;
        return;
      }
    }
  }

  /** Writes the attributes as one map. */
  writeTo(map: MapStreams): void {
    const { count, ranges, order, texts } = this;
    this.sort();
    let size = 0;
    for (let i = 0; i < count; i++) {
      const at = (order[i] as number) * 4;
      // Of equal keys the last one comes last.
      if (i + 1 < count && this.compareKeys(at, (order[i + 1] as number) * 4) === 0) continue;
      put(map.keys, texts, ranges[at] as number, ranges[at + 1] as number);
      put(map.values, texts, ranges[at + 2] as number, ranges[at + 3] as number);
      size++;
    }
    map.sizes.put(size);
  }

  /** The attributes as one map, to be repeated. */
  encode(): EncodedMap {
    if (this.count === 0) return NO_ATTRIBUTES;
    const { sizes, keys, values } = scratch;
    sizes.reset();
    keys.reset();
    values.reset();
    this.writeTo(scratch);
    return { size: sizes.values[0] as number, keys: keys.copy(), values: values.copy() };
  }

  private sort(): void {
    const { count, order } = this;
    let sorted = true;
    for (let i = 0; i < count; i++) {
      order[i] = i;
      if (sorted && i > 0 && this.compareKeys((i - 1) * 4, i * 4) > 0) sorted = false;
    }
    if (sorted) return;
    if (count > INSERTION_SORT_LIMIT) {
      order.subarray(0, count).sort((a, b) => this.compareKeys(a * 4, b * 4) || a - b);
      return;
    }
    for (let i = 1; i < count; i++) {
      const current = order[i] as number;
      let j = i - 1;
      while (j >= 0 && this.compareKeys((order[j] as number) * 4, current * 4) > 0) {
        order[j + 1] = order[j] as number;
        j--;
      }
      order[j + 1] = current;
    }
  }

  /** Orders the keys of two attributes, given by their places in `ranges`, by their bytes. */
  private compareKeys(a: number, b: number): number {
    const { ranges, texts } = this;
    const aStart = ranges[a] as number;
    const bStart = ranges[b] as number;
    const aLength = (ranges[a + 1] as number) - aStart;
    const bLength = (ranges[b + 1] as number) - bStart;
    const aBuffer = texts.bufferOf(aStart);
    const bBuffer = texts.bufferOf(bStart);
    const aOffset = texts.offsetOf(aStart);
    const bOffset = texts.offsetOf(bStart);
    const shared = Math.min(aLength, bLength);
    for (let i = 0; i < shared; i++) {
      const difference = (aBuffer[aOffset + i] as number) - (bBuffer[bOffset + i] as number);
      if (difference !== 0) return difference;
    }
    return aLength - bLength;
  }
}

/** Appends the text between two addresses to a String column. */
export function put(stream: ByteStream, texts: Texts, start: number, end: number): void {
  if (start === end) stream.putU8(0);
  else if (start < texts.base) stream.putString(texts.request, start, end);
  else stream.putString(texts.arena, start - texts.base, end - texts.base);
}

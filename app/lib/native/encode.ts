// Writes blocks of one table as a single block in ClickHouse's Native format.

import type { Block } from './block.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Streams of at least this size are passed on as they are instead of being copied into a chunk. */
const BY_REFERENCE_BYTES = 128 * 1024;

/**
 * Merges blocks with equal columns, in order, into one Native block (revision 0: no block info, no custom
 * serialisation). The chunks are to be sent one behind the other; they may share memory with the blocks.
 */
export function encodeNative(blocks: readonly Block[]): Uint8Array[] {
  const [first] = blocks;
  if (first === undefined) return [];
  for (const block of blocks) assertSameColumns(first, block);
  // Sizes are 4 bytes in a block and 8 in Native; most of a block is not sizes.
  const expected = blocks.reduce((sum, block) => sum + block.bytes, 0) * 1.2 + first.columns.length * 64;
  const out = new Chunks(Math.min(CHUNK_BYTES, Math.ceil(expected)));
  out.putVarint(first.columns.length);
  out.putVarint(blocks.reduce((sum, block) => sum + block.rows, 0));
  for (const [index, column] of first.columns.entries()) {
    out.putText(column.name);
    out.putText(column.type);
    for (let stream = 0; stream < column.streams.length; stream++) {
      let total = 0;
      for (const block of blocks) {
        const data = block.columns[index]?.streams[stream];
        if (data instanceof Uint32Array) total = out.putOffsets(data, total);
        else if (data !== undefined) out.putBytes(data);
      }
    }
  }
  return out.finish();
}

function assertSameColumns(a: Block, b: Block): void {
  const same =
    a === b ||
    (a.columns.length === b.columns.length &&
      a.columns.every(
        (column, i) => column.name === b.columns[i]?.name && column.type === b.columns[i]?.type,
      ));
  if (!same) throw new Error('only blocks of the same columns can be merged');
}

class Chunks {
  private readonly done: Uint8Array[] = [];
  private chunk: Buffer;
  private length = 0;

  constructor(firstBytes: number) {
    this.chunk = Buffer.allocUnsafeSlow(firstBytes);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.chunk.length) return;
    this.flush();
    this.chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bytes));
    this.length = 0;
  }

  private flush(): void {
    if (this.length > 0) this.done.push(this.chunk.subarray(0, this.length));
    this.chunk = this.chunk.subarray(this.length);
    this.length = 0;
  }

  putVarint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 127) {
      this.chunk[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.chunk[this.length++] = rest;
  }

  putText(text: string): void {
    const size = Buffer.byteLength(text);
    this.putVarint(size);
    this.reserve(size);
    this.length += this.chunk.write(text, this.length);
  }

  putBytes(bytes: Uint8Array): void {
    if (bytes.length >= BY_REFERENCE_BYTES) {
      this.flush();
      this.done.push(bytes);
      return;
    }
    this.reserve(bytes.length);
    this.chunk.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Writes running totals as UInt64, starting from `total`, and returns the last one. */
  putOffsets(sizes: Uint32Array, total: number): number {
    let running = total;
    for (let from = 0; from < sizes.length; ) {
      const to = Math.min(sizes.length, from + CHUNK_BYTES / 8);
      this.reserve((to - from) * 8);
      const view = new DataView(this.chunk.buffer, this.chunk.byteOffset + this.length, (to - from) * 8);
      for (let i = from; i < to; i++) {
        running += sizes[i] as number;
        view.setUint32((i - from) * 8, running >>> 0, true);
        view.setUint32((i - from) * 8 + 4, Math.floor(running / 0x1_0000_0000), true);
      }
      this.length += (to - from) * 8;
      from = to;
    }
    return running;
  }

  finish(): Uint8Array[] {
    this.flush();
    return this.done;
  }
}

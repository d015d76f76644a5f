// Test support: reads ClickHouse's Native format back into values.

import type { ColumnType } from './types.ts';

/** A value of a cell: 64-bit integers and times are bigints, maps are lists of pairs in stored order. */
export type Cell = string | number | bigint | boolean | readonly Cell[];

/** Reads one Native block as rows. Throws if anything is left over. */
export function readNative(chunks: readonly Uint8Array[]): Record<string, Cell>[] {
  const reader = new NativeReader(Buffer.concat(chunks));
  const columns = reader.varint();
  const rows = Array.from({ length: reader.varint() }, (): Record<string, Cell> => ({}));
  for (let i = 0; i < columns; i++) {
    const name = reader.text();
    const type = reader.text() as ColumnType;
    const values = reader.column(type, rows.length);
    for (const [row, cells] of rows.entries()) cells[name] = values[row] as Cell;
  }
  reader.expectEnd();
  return rows;
}

class NativeReader {
  private pos = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes.readUInt8(this.pos++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const from = this.take(this.varint());
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      this.bytes.subarray(from, this.pos),
    );
  }

  /** Moves on by `size` bytes and returns where they start. */
  private take(size: number): number {
    const from = this.pos;
    this.pos += size;
    if (this.pos > this.bytes.length) throw new Error('the block is too short');
    return from;
  }

  column(type: string, rows: number): Cell[] {
    if (type.startsWith('Array(')) {
      const inner = type.slice('Array('.length, -1);
      return this.lists(rows, (total) => this.column(inner, total));
    }
    if (type === 'Map(String, String)') {
      return this.lists(rows, (total) => {
        const keys = this.column('String', total);
        return this.column('String', total).map((value, i) => [keys[i] as Cell, value]);
      });
    }
    return Array.from({ length: rows }, () => this.scalar(type));
  }

  private lists(rows: number, readItems: (total: number) => Cell[]): Cell[] {
    const offsets = Array.from({ length: rows }, () => Number(this.bytes.readBigUInt64LE(this.take(8))));
    const items = readItems(offsets.at(-1) ?? 0);
    return offsets.map((end, i) => items.slice(offsets[i - 1] ?? 0, end));
  }

  private scalar(type: string): Cell {
    switch (type) {
      case 'String':
        return this.text();
      case 'UInt8':
        return this.bytes.readUInt8(this.take(1));
      case 'Bool':
        return this.bytes.readUInt8(this.take(1)) === 1;
      case 'UInt32':
        return this.bytes.readUInt32LE(this.take(4));
      case 'Int32':
        return this.bytes.readInt32LE(this.take(4));
      case 'UInt64':
        return this.bytes.readBigUInt64LE(this.take(8));
      case 'DateTime64(9)':
        return this.bytes.readBigInt64LE(this.take(8));
      case 'Float64':
        return this.bytes.readDoubleLE(this.take(8));
      default:
        throw new Error(`unknown type ${type}`);
    }
  }

  expectEnd(): void {
    if (this.pos !== this.bytes.length)
      throw new Error(`${this.bytes.length - this.pos} bytes are left over`);
  }
}

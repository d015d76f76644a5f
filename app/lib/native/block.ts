// Rows of one table, column by column: built row by row, merged and written in ClickHouse's Native format.

import { Budget, ByteStream, SizeStream } from './streams.ts';
import { type ColumnType, streamsOf } from './types.ts';

/** A finished column: its streams in Native order, `Uint32Array` for sizes and `Uint8Array` for bytes. */
export interface BlockColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly streams: readonly (Uint8Array | Uint32Array)[];
}

/** Rows of one table, ready to be merged with others of the same columns. */
export interface Block {
  readonly columns: readonly BlockColumn[];
  readonly rows: number;
  /** Memory that the block holds. */
  readonly bytes: number;
}

interface ColumnInProgress {
  readonly name: string;
  readonly type: ColumnType;
  readonly streams: readonly (ByteStream | SizeStream)[];
}

/** Where to write a `Map(String, String)`. */
export interface MapStreams {
  readonly sizes: SizeStream;
  readonly keys: ByteStream;
  readonly values: ByteStream;
}

/** Collects rows. Made once per table and reused: `reset`, write to the streams, `finish`. */
export class BlockBuilder {
  /** Rows finished so far; whoever fills the streams counts. */
  rows = 0;
  private markedRows = 0;
  private readonly columns: readonly ColumnInProgress[];
  private readonly streams: readonly (ByteStream | SizeStream)[];
  private readonly byteStreams: readonly ByteStream[];

  constructor(columns: readonly { readonly name: string; readonly type: ColumnType }[]) {
    const budget = new Budget();
    this.columns = columns.map(({ name, type }) => ({
      name,
      type,
      streams: streamsOf(type).map((kind) =>
        kind === 'sizes' ? new SizeStream(budget) : new ByteStream(budget),
      ),
    }));
    this.streams = this.columns.flatMap((column) => column.streams);
    this.byteStreams = this.streams.filter((stream) => stream instanceof ByteStream);
  }

  private column(name: string): ColumnInProgress {
    const found = this.columns.find((column) => column.name === name);
    if (found === undefined) throw new Error(`no column ${name}`);
    return found;
  }

  /** The values of a scalar or array column. */
  bytes(name: string): ByteStream {
    return this.last(this.column(name), 1, ByteStream);
  }

  /** The sizes of an array column (for arrays of maps: how many maps). */
  sizes(name: string): SizeStream {
    const first = this.column(name).streams[0];
    if (!(first instanceof SizeStream)) throw new Error(`${name} is no array`);
    return first;
  }

  /** The innermost map of a column. */
  map(name: string): MapStreams {
    const column = this.column(name);
    return {
      sizes: this.last(column, 3, SizeStream),
      keys: this.last(column, 2, ByteStream),
      values: this.last(column, 1, ByteStream),
    };
  }

  private last<T extends ByteStream | SizeStream>(
    column: ColumnInProgress,
    fromEnd: number,
    kind: new (budget: Budget) => T,
  ): T {
    const stream = column.streams.at(-fromEnd);
    if (!(stream instanceof kind)) throw new Error(`${column.name} is ${column.type}`);
    return stream;
  }

  /** Remembers this point; `rollback` returns to it. */
  mark(): void {
    this.markedRows = this.rows;
    for (const stream of this.streams) stream.marked = stream.length;
  }

  /** Bytes of values written since `mark`. */
  bytesSinceMark(): number {
    let bytes = 0;
    for (const stream of this.byteStreams) bytes += stream.length - stream.marked;
    return bytes;
  }

  /** Forgets everything written since `mark`. */
  rollback(): void {
    this.rows = this.markedRows;
    for (const stream of this.streams) stream.length = stream.marked;
  }

  /** Starts over. */
  reset(): void {
    this.rows = 0;
    for (const stream of this.streams) stream.reset();
  }

  /** The rows as a block with its own memory. */
  finish(): Block {
    let size = 0;
    let bytes = 0;
    for (const stream of this.streams) {
      if (stream instanceof ByteStream) size += stream.length;
      else bytes += stream.length * 4;
    }
    const store = Buffer.allocUnsafeSlow(size);
    let at = 0;
    const columns = this.columns.map(({ name, type, streams }) => ({
      name,
      type,
      streams: streams.map((stream) => {
        if (stream instanceof SizeStream) return stream.values.slice(0, stream.length);
        const from = at;
        at += stream.bytes.copy(store, at, 0, stream.length);
        return store.subarray(from, at);
      }),
    }));
    return { columns, rows: this.rows, bytes: bytes + size };
  }
}

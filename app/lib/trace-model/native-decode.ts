// Spans from blocks of ClickHouse's Native format that arrive in chunks of any size. The columns are those of the wire
// (lib/traces/wire.ts), in any order.
import { AppError } from '#app/lib/core/errors.ts';
import { ByteQueue } from './byte-queue.ts';
import type { SpanColumns } from './columns.ts';
import { type Dictionary, GrowingColumns } from './growing-columns.ts';

/** More than this no browser holds beside a page. */
export const MAX_SPANS = 10_000_000;
/** What one block may claim to hold; a larger claim is damage. */
const MAX_BLOCK_ROWS = 1 << 24;
const MAX_TEXT_BYTES = 1 << 26;

const LOW_CARDINALITY = 'LowCardinality(String)';
/** Low-cardinality columns: the version of the serialisation, and what the flags above the width of indexes may be. */
const SHARED_DICTIONARIES = 1;
const NEEDS_GLOBAL_DICTIONARY = 1 << 8;
const INDEX_BYTES = [1, 2, 4];

const NUMBERS = {
  start: { type: 'Int64', bytes: 8 },
  duration: { type: 'UInt64', bytes: 8 },
  id: { type: 'UInt64', bytes: 8 },
  parentId: { type: 'UInt64', bytes: 8 },
  kind: { type: 'UInt8', bytes: 1 },
  status: { type: 'UInt8', bytes: 1 },
  events: { type: 'UInt16', bytes: 2 },
  exceptions: { type: 'UInt16', bytes: 2 },
  links: { type: 'UInt16', bytes: 2 },
} as const;
const TEXTS = ['oddId', 'service', 'name'] as const;
const COLUMNS = Object.keys(NUMBERS).length + TEXTS.length;

type NumberColumn = keyof typeof NUMBERS;
type TextColumn = (typeof TEXTS)[number];

/**
 * Takes the bytes of a trace as they arrive. `columns` can be asked for at any time; spans count once their block is
 * complete. Throws AppError `internal` for bytes that are not what they should be, `payload_too_large` beyond MAX_SPANS.
 */
export class SpanDecoder {
  private readonly traceId: string;
  private readonly queue = new ByteQueue();
  private readonly spans: GrowingColumns;
  private readonly steps: Generator<void, never>;
  private isInBlock = false;

  /** `expected` spans are made room for; there may be more or fewer. */
  constructor(traceId: string, expected = 0) {
    this.traceId = traceId;
    this.spans = new GrowingColumns(Math.min(expected, MAX_SPANS));
    this.steps = this.readBlocks();
  }

  /** How many spans are complete. */
  get count(): number {
    return this.spans.count;
  }

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
    this.steps.next();
  }

  /** The spans so far. Their arrays stay as they are when more arrive. */
  columns(): SpanColumns {
    return this.spans.columns(this.traceId);
  }

  /** The spans, once the bytes have ended. Throws if they end inside of a block. */
  finish(): SpanColumns {
    if (this.isInBlock || this.queue.length > 0)
      throw damaged(`they end in the middle of a block, after ${this.count} spans`);
    return this.columns();
  }

  /** Reads for ever; yields when it needs bytes that have not arrived. */
  private *readBlocks(): Generator<void, never> {
    for (;;) {
      while (this.queue.length === 0) yield;
      this.isInBlock = true;
      const columns = yield* this.varint();
      if (columns !== COLUMNS) throw damaged(`a block of ${COLUMNS} columns was expected, not of ${columns}`);
      const rows = yield* this.varint();
      if (rows > MAX_BLOCK_ROWS) throw damaged(`a block claims ${rows} spans`);
      if (this.count + rows > MAX_SPANS) throw tooMany();
      this.spans.reserve(rows);
      const seen = new Set<string>();
      for (let i = 0; i < columns; i++) seen.add(yield* this.readColumn(rows));
      if (seen.size !== COLUMNS) throw damaged('a column of a block is there twice');
      this.spans.count += rows;
      this.isInBlock = false;
    }
  }

  private *readColumn(rows: number): Generator<void, string> {
    const name = yield* this.text();
    const type = yield* this.text();
    if (isNumberColumn(name)) {
      if (type !== NUMBERS[name].type) throw damaged(`column ${name} is of type ${type}`);
      yield* this.readNumbers(name, rows);
    } else if (isTextColumn(name)) {
      if (type === LOW_CARDINALITY) yield* this.readDictionary(name, rows);
      else if (type === 'String') yield* this.readTexts(name, rows);
      else throw damaged(`column ${name} is of type ${type}`);
    } else {
      throw damaged(`a column ${JSON.stringify(name.slice(0, 50))} was not expected`);
    }
    return name;
  }

  private *readNumbers(name: NumberColumn, rows: number): Generator<void, void> {
    const { count, at } = this.spans;
    const size = rows * NUMBERS[name].bytes;
    yield* this.need(size);
    const bytes = this.queue.take(size);
    if (name === 'duration') {
      const words = new Uint32Array(bytes.slice().buffer);
      for (let i = 0; i < rows; i++)
        at.duration[count + i] = (words[i * 2] as number) + (words[i * 2 + 1] as number) * 0x1_0000_0000;
      return;
    }
    const column = at[name];
    new Uint8Array(column.buffer, column.byteOffset).set(bytes, count * NUMBERS[name].bytes);
  }

  /** A low-cardinality column: its dictionary, then the place of each row's text in it. */
  private *readDictionary(name: TextColumn, rows: number): Generator<void, void> {
    if (rows === 0) return;
    yield* this.need(24);
    const version = this.queue.takeU64();
    const flags = this.queue.takeU64();
    const texts = this.queue.takeU64();
    const width = INDEX_BYTES[flags & 0xff];
    if (version !== SHARED_DICTIONARIES || (flags & NEEDS_GLOBAL_DICTIONARY) !== 0 || width === undefined)
      throw damaged(`the dictionary of column ${name} has another form`);
    if (texts > MAX_BLOCK_ROWS) throw damaged(`the dictionary of column ${name} claims ${texts} texts`);
    const dictionary: string[] = [];
    for (let i = 0; i < texts; i++) dictionary.push(yield* this.text());
    yield* this.need(8 + rows * width);
    if (this.queue.takeU64() !== rows)
      throw damaged(`column ${name} has another number of rows than its block`);
    const indexes = indexArray(this.queue.take(rows * width), width);
    this.checkIndexes(name, indexes, texts);
    if (name === 'oddId') this.putOddIds(indexes, dictionary);
    else this.putPlaces(name, indexes, dictionary);
  }

  private checkIndexes(name: string, indexes: ArrayLike<number>, texts: number): void {
    let max = 0;
    for (let i = 0; i < indexes.length; i++) if ((indexes[i] as number) > max) max = indexes[i] as number;
    if (max >= texts) throw damaged(`column ${name} points outside of its dictionary`);
  }

  /** The engine's dictionaries begin with an empty text, used or not: only what a span has becomes a text of ours. */
  private putPlaces(name: 'service' | 'name', indexes: ArrayLike<number>, texts: readonly string[]): void {
    const { count, at } = this.spans;
    const dictionary = this.dictionaryOf(name);
    const column = at[name];
    const places = new Int32Array(texts.length).fill(-1);
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as number;
      let place = places[index] as number;
      if (place === -1) {
        place = dictionary.placeOf(texts[index] as string);
        places[index] = place;
      }
      column[count + i] = place;
    }
  }

  private putOddIds(indexes: ArrayLike<number>, texts: readonly string[]): void {
    const { count, oddIds } = this.spans;
    if (texts.every((text) => text === '')) return;
    for (let i = 0; i < indexes.length; i++) {
      const text = texts[indexes[i] as number] as string;
      if (text !== '') oddIds.set(count + i, text);
    }
  }

  /** A column that the engine wrote as plain text, as it does when low cardinality is switched off. */
  private *readTexts(name: TextColumn, rows: number): Generator<void, void> {
    const { count, at, oddIds } = this.spans;
    for (let i = 0; i < rows; i++) {
      const text = yield* this.text();
      if (name !== 'oddId') at[name][count + i] = this.dictionaryOf(name).placeOf(text);
      else if (text !== '') oddIds.set(count + i, text);
    }
  }

  private dictionaryOf(name: 'service' | 'name'): Dictionary {
    return name === 'service' ? this.spans.services : this.spans.names;
  }

  private *need(bytes: number): Generator<void, void> {
    while (this.queue.length < bytes) yield;
  }

  private *varint(): Generator<void, number> {
    for (;;) {
      const value = this.queue.takeVarint();
      if (value !== -1) return value;
      yield;
    }
  }

  private *text(): Generator<void, string> {
    const size = yield* this.varint();
    if (size > MAX_TEXT_BYTES) throw damaged(`a text claims ${size} bytes`);
    while (this.queue.length < size) yield;
    return this.queue.takeText(size);
  }
}

function isNumberColumn(name: string): name is NumberColumn {
  return Object.hasOwn(NUMBERS, name);
}

function isTextColumn(name: string): name is TextColumn {
  return (TEXTS as readonly string[]).includes(name);
}

/** A copy, because the bytes may begin at any address. */
function indexArray(bytes: Uint8Array, width: number): Uint8Array | Uint16Array | Uint32Array {
  const { buffer } = bytes.slice();
  if (width === 1) return new Uint8Array(buffer);
  return width === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
}

function damaged(how: string): AppError {
  return new AppError('internal', `The spans did not arrive whole: ${how}. Load the trace again.`);
}

function tooMany(): AppError {
  return new AppError(
    'payload_too_large',
    `The trace has more than ${MAX_SPANS.toLocaleString('en-US')} spans, which a browser cannot hold. Search its spans instead.`,
  );
}

// Blocks: what is written comes back, alone and merged, whatever the sizes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { type Block, BlockBuilder } from './block.ts';
import { encodeNative } from './encode.ts';
import { MAX_BUILDER_BYTES } from './streams.ts';
import { readNative } from './testing.ts';

const COLUMNS = [
  { name: 'time', type: 'DateTime64(9)' },
  { name: 'text', type: 'String' },
  { name: 'number', type: 'Float64' },
  { name: 'map', type: 'Map(String, String)' },
  { name: 'list', type: 'Array(UInt64)' },
  { name: 'maps', type: 'Array(Map(String, String))' },
] as const;

type Pairs = readonly (readonly [string, string])[];
interface Row {
  readonly time: bigint;
  readonly text: string;
  readonly number: number;
  readonly map: Pairs;
  readonly list: readonly bigint[];
  readonly maps: readonly Pairs[];
}

const low = (value: bigint) => Number(value & 0xffff_ffffn);
const high = (value: bigint) => Number((value >> 32n) & 0xffff_ffffn);

function write(builder: BlockBuilder, row: Row): void {
  const putPairs = (name: string, pairs: Pairs) => {
    const map = builder.map(name);
    map.sizes.put(pairs.length);
    for (const [key, value] of pairs) {
      map.keys.putText(key);
      map.values.putText(value);
    }
  };
  builder.bytes('time').putU64(low(row.time), high(row.time));
  builder.bytes('text').putText(row.text);
  builder.bytes('number').putF64(row.number);
  putPairs('map', row.map);
  builder.sizes('list').put(row.list.length);
  for (const value of row.list) builder.bytes('list').putU64(low(value), high(value));
  builder.sizes('maps').put(row.maps.length);
  for (const pairs of row.maps) putPairs('maps', pairs);
  builder.rows++;
}

function blockOf(rows: readonly Row[]): Block {
  const builder = new BlockBuilder(COLUMNS);
  for (const row of rows) write(builder, row);
  return builder.finish();
}

const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 });
const row: fc.Arbitrary<Row> = fc.record({
  time: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  text: fc.string({ unit: 'binary', maxLength: 300 }),
  number: fc.double(),
  map: pairs,
  list: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 4 }),
  maps: fc.array(pairs, { maxLength: 3 }),
});

describe('encodeNative', () => {
  it('writes what the format says, byte by byte', () => {
    const builder = new BlockBuilder([
      { name: 'a', type: 'UInt8' },
      { name: 'm', type: 'Map(String, String)' },
    ]);
    builder.bytes('a').putU8(7);
    const map = builder.map('m');
    map.sizes.put(1);
    map.keys.putText('k');
    map.values.putText('v');
    builder.rows = 1;
    const expected = Buffer.concat([
      Buffer.from([2, 1]),
      Buffer.from('\x01a\x05UInt8\x07'),
      Buffer.from('\x01m\x13Map(String, String)'),
      Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from('\x01k\x01v'),
    ]);
    expect(Buffer.concat(encodeNative([builder.finish()]))).toEqual(expected);
  });

  it('gives back the rows of merged blocks in order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), (blocks) => {
        expect(readNative(encodeNative(blocks.map(blockOf)))).toEqual(blocks.flat());
      }),
    );
  });

  it('passes big streams on and splits long offsets', () => {
    const rows = 150_000;
    const builder = new BlockBuilder([{ name: 'list', type: 'Array(String)' }]);
    builder.sizes('list').putRepeated(1, rows);
    builder.bytes('list').putRepeated(Buffer.from('\x03abc'), rows);
    builder.rows = rows;
    const block = builder.finish();
    const chunks = encodeNative([block, block]);
    expect(chunks).toContain(block.columns[0]?.streams[1]);
    const back = readNative(chunks);
    expect(back).toHaveLength(2 * rows);
    expect(new Set(back.map((cells) => JSON.stringify(cells)))).toEqual(new Set(['{"list":["abc"]}']));
  });

  it('has nothing to write without blocks, and refuses unlike ones', () => {
    expect(encodeNative([])).toEqual([]);
    const other = new BlockBuilder([{ name: 'a', type: 'String' }]).finish();
    expect(() => encodeNative([blockOf([]), other])).toThrow('same columns');
  });
});

describe('BlockBuilder', () => {
  it('forgets what was written after the mark', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 3 }),
        fc.array(row, { minLength: 1, maxLength: 3 }),
        (kept, dropped) => {
          const builder = new BlockBuilder(COLUMNS);
          for (const each of kept) write(builder, each);
          builder.mark();
          for (const each of dropped) write(builder, each);
          builder.rollback();
          expect(readNative(encodeNative([builder.finish()]))).toEqual(kept);
        },
      ),
    );
  });

  it('can be reused, and finished blocks keep their rows', () => {
    const builder = new BlockBuilder([{ name: 'a', type: 'String' }]);
    const fill = (text: string) => {
      builder.reset();
      builder.bytes('a').putText(text);
      builder.rows++;
      return builder.finish();
    };
    const [first, second] = [fill('x'.repeat(5_000_000)), fill('second')];
    expect(readNative(encodeNative([second]))).toEqual([{ a: 'second' }]);
    expect(readNative(encodeNative([first]))).toEqual([{ a: 'x'.repeat(5_000_000) }]);
    expect(first.bytes).toBe(5_000_004);
  });

  it('refuses to grow beyond its budget, before the memory is asked for', () => {
    const builder = new BlockBuilder([{ name: 'a', type: 'String' }]);
    const megabyte = Buffer.alloc(1024 * 1024);
    expect(() => builder.bytes('a').putRepeated(megabyte, MAX_BUILDER_BYTES)).toThrow(AppError);
  });
});

describe('strings', () => {
  const put = (bytes: Buffer) => {
    const builder = new BlockBuilder([{ name: 'a', type: 'String' }]);
    builder.bytes('a').putString(bytes, 0, bytes.length);
    builder.rows = 1;
    return readNative(encodeNative([builder.finish()]))[0]?.a;
  };

  it('keep valid UTF-8 as it is and repair the rest, short and long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(put(buffer)).toBe(buffer.toString('utf8'));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(put(Buffer.from(text))).toBe(text);
      }),
    );
  });
});

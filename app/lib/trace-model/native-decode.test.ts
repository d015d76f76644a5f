// Spans from Native blocks: whatever the chunks, and whatever is wrong with the bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPAN_WIRE } from '#app/lib/traces/wire.ts';
import { type SpanColumns, spanIdOf } from './columns.ts';
import { SpanDecoder } from './native-decode.ts';
import { encodeSpanBlock, type WireSpan } from './testing-wire.ts';

const BASE = 1_700_000_000_000_000_000n;

const PLAIN: WireSpan = {
  start: BASE,
  duration: 10n,
  id: 7n,
  parentId: 0n,
  oddId: '',
  service: 'web',
  name: 'GET /',
  kind: 2,
  status: 0,
  events: 0,
  exceptions: 0,
  links: 0,
};

const word = fc.constantFrom('', 'a', 'GET /', 'Größe', '\u{feff}bom', 'x'.repeat(200));
const span: fc.Arbitrary<WireSpan> = fc.record({
  start: fc.oneof(
    fc.bigInt({ min: BASE, max: BASE + 10n ** 12n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ),
  duration: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.constant(2n ** 64n - 1n)),
  id: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  parentId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  oddId: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, fc.constantFrom('one', 'two')),
  service: word,
  name: word,
  kind: fc.nat(5),
  status: fc.nat(2),
  events: fc.nat(65_535),
  exceptions: fc.nat(65_535),
  links: fc.nat(65_535),
});
const blocks = fc.array(fc.array(span, { maxLength: 6 }), { maxLength: 4 });

/** What the columns say, as the spans that were sent. Starts are exact as far as a double is. */
function spansOf(columns: SpanColumns) {
  return Array.from({ length: columns.count }, (_, i) => ({
    start: Number(columns.baseNs) + (columns.start[i] ?? 0),
    duration: columns.duration[i],
    id: columns.oddIds.get(i) ?? columns.id[i],
    parentId: columns.parentId[i],
    service: columns.services[columns.service[i] ?? -1],
    name: columns.names[columns.name[i] ?? -1],
    counts: [columns.kind[i], columns.status[i], columns.events[i], columns.exceptions[i], columns.links[i]],
  }));
}

function expected(spans: readonly WireSpan[]) {
  const base = spans.map(({ start }) => start).sort((a, b) => Number(a - b))[0] ?? 0n;
  return spans.map((each) => ({
    start: Number(base) + Number(each.start - base),
    duration: Number(each.duration),
    id: each.oddId || each.id,
    parentId: each.parentId,
    service: each.service,
    name: each.name,
    counts: [each.kind, each.status, each.events, each.exceptions, each.links],
  }));
}

function decode(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): SpanColumns {
  const decoder = new SpanDecoder('abc', 3);
  let from = 0;
  for (let turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    decoder.push(bytes.subarray(from, from + size));
    from += size;
  }
  return decoder.finish();
}

describe('SpanDecoder', () => {
  it.each([true, false])('reads any blocks in any chunks (low cardinality: %s)', (isLow) => {
    fc.assert(
      fc.property(
        blocks,
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        (sent, sizes) => {
          const bytes = Buffer.concat(sent.map((each) => encodeSpanBlock(each, isLow)));
          const columns = decode(bytes, sizes);
          expect(spansOf(columns)).toEqual(expected(sent.flat()));
          expect(decode(bytes)).toEqual(columns);
          expect(columns.names).toEqual([...new Set(sent.flat().map(({ name }) => name))]);
        },
      ),
    );
  });

  it.each([300, 70_000])('reads a dictionary of %d texts', (count) => {
    const spans = Array.from({ length: count }, (_, i) => ({ ...PLAIN, name: `name ${i}` }));
    const columns = decode(encodeSpanBlock(spans, true), [65_536]);
    const names = Array.from(columns.name, (place) => columns.names[place]);
    expect(names.join()).toBe(spans.map(({ name }) => name).join());
  });

  it('gives what is complete at any time, and leaves it alone afterwards', () => {
    const decoder = new SpanDecoder('abc');
    const [first, second] = [
      encodeSpanBlock([PLAIN], true),
      encodeSpanBlock([{ ...PLAIN, start: BASE - 5n }], true),
    ];
    decoder.push(first);
    decoder.push(second.subarray(0, 40));
    const early = decoder.columns();
    expect([early.count, decoder.count, early.baseNs, early.start[0]]).toEqual([1, 1, BASE, 0]);
    decoder.push(second.subarray(40));
    for (let i = 0; i < 100; i++) decoder.push(first);
    expect([early.count, early.start[0], spanIdOf(early, 0)]).toEqual([1, 0, '0000000000000007']);
    const all = decoder.finish();
    expect([all.count, all.baseNs, all.start[0], all.start[1]]).toEqual([102, BASE - 5n, 5, 0]);
  });

  it('knows exactly the columns of the wire', () => {
    const names = SPAN_WIRE.map(({ name, type }) => `${name} ${type}`);
    const bytes = encodeSpanBlock([PLAIN], true).toString('latin1');
    for (const name of names)
      expect(bytes).toContain(name.replace(' ', String.fromCharCode(name.split(' ')[1]?.length ?? 0)));
    expect(names).toHaveLength(12);
  });

  it('has an empty trace for no bytes', () => {
    expect(new SpanDecoder('abc').finish().count).toBe(0);
  });
});

describe('damage', () => {
  const good = encodeSpanBlock([PLAIN, PLAIN], true);
  const replace = (from: string, to: string) =>
    Buffer.from(good.toString('latin1').replace(from, to), 'latin1');

  it.each([
    [
      'text',
      Buffer.from('Code: 241. DB::Exception: memory limit'),
      'a block of 12 columns was expected, not of 67',
    ],
    ['text after a block', Buffer.concat([good, Buffer.from('__exception__')]), 'not of 95'],
    ['another type', replace('Int64', 'Int63'), 'column start is of type Int63'],
    [
      'another type of a text',
      replace('LowCardinality(String)', 'LowCardinality(Strinx)'),
      'column oddId is of type',
    ],
    ['an unknown column', replace('service', 'servixe'), 'a column "servixe" was not expected'],
    ['a column twice', replace('parentId', 'duration'), 'twice'],
    ['a huge block', Buffer.from([12, 255, 255, 255, 255, 255, 255, 1]), 'a block claims'],
    ['a number without an end', Buffer.alloc(20, 255), 'not of Infinity'],
  ])('%s is an error', (_, bytes, message) => {
    const read = () => decode(bytes);
    expect(read).toThrow(message);
    expect(read).toThrow('did not arrive whole');
  });

  it('an end inside of a block is an error, wherever it is', () => {
    for (let size = 1; size < good.length; size++)
      expect(() => decode(Buffer.concat([good, good.subarray(0, size)]))).toThrow('after 2 spans');
  });

  it('never hangs and never throws anything but an AppError on changed bytes', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.integer({ min: 1, max: 50 }), (at, byte, size) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        try {
          decode(bytes, [size]);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError' });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

// Test and benchmark support: spans as the engine would send them, in one Native block.

/** A row of the wire (lib/traces/wire.ts). */
export interface WireSpan {
  readonly start: bigint;
  readonly duration: bigint;
  readonly id: bigint;
  readonly parentId: bigint;
  readonly oddId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly status: number;
  readonly events: number;
  readonly exceptions: number;
  readonly links: number;
}

const SMALL = [
  ['kind', 1],
  ['status', 1],
  ['events', 2],
  ['exceptions', 2],
  ['links', 2],
] as const;

/** One block; texts as LowCardinality, or as plain String as the engine writes them when told to. */
export function encodeSpanBlock(spans: readonly WireSpan[], isLowCardinality: boolean): Buffer {
  const wide = (name: 'start' | 'duration' | 'id' | 'parentId', type: string) => {
    const values = BigUint64Array.from(spans, (span) => BigInt.asUintN(64, span[name]));
    return [text(name), text(type), Buffer.from(values.buffer)];
  };
  const texts = (name: 'oddId' | 'service' | 'name') => {
    const values = spans.map((span) => span[name]);
    return isLowCardinality
      ? [text(name), text('LowCardinality(String)'), ...dictionary(values)]
      : [text(name), text('String'), ...values.map(text)];
  };
  const small = SMALL.flatMap(([name, bytes]) => {
    const column = Buffer.alloc(spans.length * bytes);
    for (const [i, span] of spans.entries()) column.writeUIntLE(span[name], i * bytes, bytes);
    return [text(name), text(`UInt${bytes * 8}`), column];
  });
  return Buffer.concat([
    varint(12),
    varint(spans.length),
    ...wide('start', 'Int64'),
    ...wide('duration', 'UInt64'),
    ...wide('id', 'UInt64'),
    ...wide('parentId', 'UInt64'),
    ...texts('oddId'),
    ...texts('service'),
    ...texts('name'),
    ...small,
  ]);
}

/** As the engine writes it over HTTP: its own dictionary per block, the empty text first. */
function dictionary(values: readonly string[]): Buffer[] {
  if (values.length === 0) return [];
  const places = new Map([['', 0]]);
  for (const value of values) if (!places.has(value)) places.set(value, places.size);
  const [width, code] = places.size <= 0x100 ? [1, 0] : places.size <= 0x1_0000 ? [2, 1] : [4, 2];
  const indexes = Buffer.alloc(values.length * width);
  for (const [i, value] of values.entries()) indexes.writeUIntLE(places.get(value) ?? 0, i * width, width);
  const head = BigUint64Array.of(1n, 0x600n | BigInt(code), BigInt(places.size));
  return [
    Buffer.from(head.buffer),
    ...[...places.keys()].map(text),
    Buffer.from(BigUint64Array.of(BigInt(values.length)).buffer),
    indexes,
  ];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

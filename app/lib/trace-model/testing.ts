// Test support: traces drawn as text, and random ones.
import fc from 'fast-check';
import { SPAN_KINDS, SPAN_STATUSES, type SpanColumns } from './columns.ts';
import { Dictionary } from './growing-columns.ts';

/** Nanoseconds that one character of a drawing stands for. */
export const STEP = 1_000_000;

/** A span as tests write it; times are nanoseconds. */
export interface PlainSpan {
  readonly id: bigint;
  readonly parentId: bigint;
  readonly start: number;
  readonly duration: number;
  readonly service: string;
  readonly name: string;
  readonly kind?: (typeof SPAN_KINDS)[number];
  readonly status?: (typeof SPAN_STATUSES)[number];
}

/** Columns of spans that are given one by one. Starts need not begin at 0. */
export function columnsOf(spans: readonly PlainSpan[]): SpanColumns {
  const services = new Dictionary();
  const names = new Dictionary();
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    count: spans.length,
    baseNs: 1_700_000_000_000_000_000n,
    start: Float64Array.from(spans, (span) => span.start),
    duration: Float64Array.from(spans, (span) => span.duration),
    id: BigUint64Array.from(spans, (span) => span.id),
    parentId: BigUint64Array.from(spans, (span) => span.parentId),
    oddIds: new Map(),
    service: Uint32Array.from(spans, (span) => services.placeOf(span.service)),
    services: services.texts,
    name: Uint32Array.from(spans, (span) => names.placeOf(span.name)),
    names: names.texts,
    kind: Uint8Array.from(spans, (span) => SPAN_KINDS.indexOf(span.kind ?? 'Internal')),
    status: Uint8Array.from(spans, (span) => SPAN_STATUSES.indexOf(span.status ?? 'Unset')),
    events: new Uint16Array(spans.length),
    exceptions: new Uint16Array(spans.length),
    links: new Uint16Array(spans.length),
  };
}

const KIND_LETTERS = { S: 'Server', C: 'Client', P: 'Producer', Q: 'Consumer', I: 'Internal' } as const;
const LINE = /^(\s*)(?:(\w[\w-]*):)?(\w+)(?:\/([SCPQI]))?(!)?(?:\s+under\s+(\w+))?\s*\|(.*)\|$/;

interface Drawing {
  readonly columns: SpanColumns;
  /** The labels, in the order of the lines. */
  readonly labels: readonly string[];
  /** What is marked with `#`, as `label from-to` in characters, by time. */
  readonly marked: readonly string[];
  span(label: string): number;
}

/**
 * A trace from a drawing. One line per span: indented below its parent, then `service:label/K` (service `app` and kind
 * Internal may be left out), `!` for an error, `under x` for another parent than the indentation says (`nobody` is one that is
 * not there), and between bars one character per STEP: `=` or `#` while it lasts, `+` for a span without duration.
 */
export function draw(text: string): Drawing {
  const spans: PlainSpan[] = [];
  const labels: string[] = [];
  const marked: { from: number; text: string }[] = [];
  const above: { indent: number; label: string }[] = [];
  const parents: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, space = '', service = 'app', label = '', kind, error, under, bar = ''] = LINE.exec(line) ?? [];
    if (label === '') throw new Error(`not a line of a drawing: ${line}`);
    while (above.length > 0 && (above.at(-1)?.indent ?? 0) >= space.length) above.pop();
    parents.push(under ?? above.at(-1)?.label ?? '');
    above.push({ indent: space.length, label });
    const from = bar.search(/[=#+]/);
    const drawn = /^[=#]*/.exec(bar.slice(from))?.[0].length ?? 0;
    labels.push(label);
    for (const mark of bar.matchAll(/#+/g))
      marked.push({ from: mark.index, text: `${label} ${mark.index}-${mark.index + mark[0].length}` });
    spans.push({
      id: BigInt(labels.indexOf(label) + 1),
      parentId: 0n,
      start: from * STEP,
      duration: drawn * STEP,
      service,
      name: label,
      kind: KIND_LETTERS[(kind ?? 'I') as keyof typeof KIND_LETTERS],
      status: error ? 'Error' : 'Unset',
    });
  }
  const withParents = spans.map((span, i) => ({ ...span, parentId: idOf(labels, parents[i] ?? '') }));
  return {
    columns: columnsOf(withParents),
    labels,
    marked: marked.sort((a, b) => a.from - b.from).map((mark) => mark.text),
    span: (label) => labels.indexOf(label),
  };
}

function idOf(labels: readonly string[], label: string): bigint {
  if (label === '') return 0n;
  const at = labels.indexOf(label);
  return at === -1 ? 0xdead_beefn : BigInt(at + 1);
}

/** Any spans: ids and parents from a small pool, so that circles, duplicates and missing parents are common. */
export const anyTrace: fc.Arbitrary<SpanColumns> = fc
  .array(
    fc.record({
      id: fc.bigInt({ min: 0n, max: 30n }),
      parentId: fc.bigInt({ min: 0n, max: 32n }),
      start: fc.oneof(
        fc.nat(100),
        fc.nat(2 ** 31 - 1).map((n) => n * 2 ** 20),
      ),
      duration: fc.oneof(
        fc.constant(0),
        fc.nat(100),
        fc.nat(2 ** 31 - 1).map((n) => n * 2 ** 16),
      ),
      service: fc.constantFrom('a', 'b', 'c'),
      name: fc.constantFrom('get', 'put', 'Query', ''),
      kind: fc.constantFrom(...SPAN_KINDS),
      status: fc.constantFrom(...SPAN_STATUSES),
    }),
    { maxLength: 40 },
  )
  .map(columnsOf);

// What Maple hands out of a trace, opened as a file again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNanos } from '#app/lib/core/time.ts';
import { traceDocument } from '#app/lib/traces/documents.ts';
import type { SpanDetail as ApiSpanDetail } from '#app/lib/traces/schema.ts';
import { SPAN_KINDS, SPAN_STATUSES } from '../columns.ts';
import { openTraceFile } from './open-file.ts';
import type { SpanDetail } from './read-span.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';

describe('what Maple hands out', () => {
  const id = (digits: number) =>
    fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((n) => n.toString(16).padStart(digits, '0'));
  const attributes = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: false });
  const time = fc
    .bigInt({ min: 1_600_000_000_000_000n, max: 1_700_000_000_000_000n })
    .map((us) => us * 1_000n);
  const detail = fc.record({
    traceId: fc.constant(TRACE),
    spanId: id(16),
    parentSpanId: fc.oneof(fc.constant(''), id(16)),
    startNs: time,
    service: fc.string({ minLength: 1 }),
    name: fc.string(),
    kind: fc.constantFrom(...SPAN_KINDS),
    status: fc.constantFrom(...SPAN_STATUSES),
    statusMessage: fc.string(),
    durationUs: fc.nat(),
    traceState: fc.string(),
    attributes,
    resource: attributes,
    scope: fc.record({ name: fc.string(), version: fc.string() }),
    events: fc.array(fc.record({ at: time, name: fc.string({ minLength: 1 }), attributes }), {
      maxLength: 2,
    }),
    links: fc.array(fc.record({ traceId: id(32), spanId: id(16), traceState: fc.string(), attributes }), {
      maxLength: 2,
    }),
  });

  type Drawn = typeof detail extends fc.Arbitrary<infer T> ? T : never;
  const asStored = ({ startNs, durationUs, events, ...rest }: Drawn): ApiSpanDetail => ({
    ...rest,
    timestamp: formatNanos(startNs),
    durationNs: durationUs * 1_000,
    resource: { ...rest.resource, 'service.name': rest.service },
    events: events.map(({ at, ...event }) => ({ ...event, timestamp: formatNanos(at) })),
  });

  /** Writes spans as the API does, and opens what was written. */
  function roundTrip(format: 'otlp' | 'jaeger', drawn: readonly Drawn[]): SpanDetail[] {
    const document = traceDocument(format);
    const pieces = drawn.map((each) =>
      document.add(asStored(each), { startNs: each.startNs, durationNs: BigInt(each.durationUs) * 1_000n }),
    );
    const end = document.end({ elapsedMs: 0, rowsRead: 0, bytesRead: 0 });
    const [trace] = openTraceFile([document.begin(TRACE), ...pieces, end].join('')).traces;
    return drawn.map((_, i) => structuredClone(trace?.detail(i)) as SpanDetail);
  }
  const some = fc.array(detail, { minLength: 1, maxLength: 4 });

  it('comes back from OTLP as it was', () => {
    fc.assert(
      fc.property(some, (drawn) => {
        expect(roundTrip('otlp', drawn)).toEqual(drawn.map(asStored));
      }),
    );
  });

  it('comes back from Jaeger as it was, but for what Jaeger has no place for', () => {
    fc.assert(
      fc.property(some, (drawn) => {
        const expected = drawn.map(asStored).map((span) => ({
          ...span,
          links: span.links.map((link) => ({ ...link, traceState: '', attributes: {} })),
        }));
        expect(roundTrip('jaeger', drawn)).toEqual(expected);
      }),
    );
  });
});

// Spans for tests: generated in memory, stored in a real engine, and what the answers should be, worked out from the same spans.
import fc from 'fast-check';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { param, raw, sql } from '#app/lib/sql/sql.ts';

/** A span as the tests write it. Times are nanoseconds. */
export interface TestSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An id of so many bytes. */
export function testId(n: number, bytes: 8 | 16): string {
  return n.toString(16).padStart(bytes * 2, '0');
}

/** Stores spans in `otel.otel_traces`, as one insert. */
export async function insertSpans(clickhouse: ClickHouse, spans: readonly TestSpan[]): Promise<void> {
  if (spans.length === 0) return;
  const texts = (pick: (span: TestSpan) => string) => param('Array(String)', spans.map(pick));
  await clickhouse.command(sql`INSERT INTO otel.otel_traces
    (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode, SpanAttributes, ResourceAttributes)
    SELECT fromUnixTimestamp64Nano(s.1), s.2, s.3, s.4, s.5, s.6, s.7, s.8, s.9,
      CAST(JSONExtract(s.10, 'Map(String, String)'), 'Map(LowCardinality(String), String)'),
      map('service.name', s.7, 'deployment.environment.name', 'test')
    FROM (SELECT arrayJoin(arrayZip(${param(
      'Array(Int64)',
      spans.map(({ startNs }) => startNs),
    )}, ${texts(({ traceId }) => traceId)}, ${texts(({ spanId }) => spanId)}, ${texts(({ parentSpanId }) => parentSpanId)},
      ${texts(({ name }) => name)}, ${texts(({ kind }) => kind)}, ${texts(({ service }) => service)},
      ${param(
        'Array(UInt64)',
        spans.map(({ durationNs }) => durationNs),
      )}, ${texts(({ status }) => status)}, ${texts(({ attributes }) => JSON.stringify(attributes))})) AS s)
    SETTINGS max_partitions_per_insert_block = 0, materialized_views_ignore_errors = 1`);
}

/** Forgets all spans, and what was made of them. */
export async function clearSpans(clickhouse: ClickHouse): Promise<void> {
  for (const table of [
    'otel_traces',
    'otel_trace_summaries',
    'otel_traces_red_1m',
    'otel_traces_red_15m',
    'otel_traces_red_sums',
  ])
    await clickhouse.command(sql`TRUNCATE TABLE otel.${raw(table)}`);
}

const SERVICES = ['cart', 'checkout', 'payment', 'stock'];
const KINDS = ['Internal', 'Server', 'Client', 'Producer', 'Consumer'];

/** Random trees with equal times, long and empty spans, missing roots and several roots; the newest begins before `endNs`. */
export function arbitrarySpans(endNs: bigint): fc.Arbitrary<TestSpan[]> {
  const span = fc.record({
    parent: fc.integer({ min: -2, max: 30 }),
    // Steps far apart and close together, so that many spans share a time and traces overlap.
    at: fc.integer({ min: 0, max: 60 }),
    duration: fc.constantFrom(0n, 1_000n, 1_000_000n, 250_000_000n, 5_000_000_000n, 400_000_000_000n),
    service: fc.constantFrom(...SERVICES),
    kind: fc.constantFrom(...KINDS),
    status: fc.constantFrom('Unset', 'Unset', 'Ok', 'Error'),
    route: fc.constantFrom('', '/a', '/b'),
  });
  const trace = fc.record({
    spans: fc.array(span, { minLength: 1, maxLength: 12 }),
    at: fc.integer({ min: 1, max: 40 }),
  });
  return fc.array(trace, { minLength: 1, maxLength: 25 }).map((traces) =>
    traces.flatMap(({ spans, at }, t) =>
      spans.map(
        ({ parent, at: offset, duration, service, kind, status, route }, s): TestSpan => ({
          traceId: testId(t + 1, 16),
          spanId: testId(t * 100 + s + 1, 8),
          parentSpanId:
            parent < 0 || s === 0
              ? parent === -2
                ? 'ffffffffffffffff'
                : ''
              : testId(t * 100 + (parent % s) + 1, 8),
          startNs:
            endNs -
            BigInt(at) ** 3n * 1_000_000_000n -
            BigInt(offset % 5) * 1_000_000n * BigInt(offset > 50 ? 600_000 : 1) -
            1n,
          durationNs: duration,
          service,
          name: `${kind} ${route === '' ? 'work' : route}`,
          kind,
          status,
          attributes: route === '' ? {} : { 'http.route': route },
        }),
      ),
    ),
  );
}

/** What a list should say of a trace. */
export interface ExpectedTrace {
  readonly traceId: string;
  readonly durationNs: bigint;
  readonly startNs: bigint;
  readonly spans: number;
  readonly errors: number;
  readonly services: Readonly<Record<string, number>>;
  /** Of the newest matching span of the range. */
  readonly newestNs: bigint;
  readonly matched: number;
  readonly root: { readonly service: string; readonly name: string; readonly isRoot: boolean };
}

/** The traces with a span in the range that matches, worked out span by span. */
export function expectedTraces(
  all: readonly TestSpan[],
  { fromNs, toNs }: { readonly fromNs: bigint; readonly toNs: bigint },
  matches: (span: TestSpan) => boolean,
): ExpectedTrace[] {
  const traces = Map.groupBy(all, ({ traceId }) => traceId);
  return [...traces].flatMap(([traceId, spans]): ExpectedTrace[] => {
    const found = spans.filter((span) => span.startNs >= fromNs && span.startNs < toNs && matches(span));
    if (found.length === 0) return [];
    const startNs = least(spans.map((span) => span.startNs));
    const services: Record<string, number> = {};
    for (const { service } of spans) services[service] = (services[service] ?? 0) + 1;
    const root = spans.toSorted(byRoot)[0];
    return [
      {
        traceId,
        startNs,
        durationNs: -least(spans.map((span) => -(span.startNs + span.durationNs))) - startNs,
        spans: spans.length,
        errors: spans.filter(({ status }) => status === 'Error').length,
        services,
        newestNs: -least(found.map((span) => -span.startNs)),
        matched: found.length,
        root: {
          service: root?.service ?? '',
          name: root?.name ?? '',
          isRoot: root?.parentSpanId === '',
        },
      },
    ];
  });
}

/** Spans without a parent first, then by start, service and name. */
function byRoot(a: TestSpan, b: TestSpan): number {
  const key = ({ parentSpanId, startNs, service, name }: TestSpan) =>
    [parentSpanId === '' ? 0 : 1, startNs, service, name] as const;
  const [left, right] = [key(a), key(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function least(values: readonly bigint[]): bigint {
  return values.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
}

// The hand-written encoder against the official schema: what protobufjs reads back is what the model says.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import type { Attributes, AttributeValue, LogRecord, Point, Span } from '../model.ts';
import { clock, gather } from '../testing.ts';
import { encodeMetrics } from './metrics.ts';
import { Writer } from './protobuf.ts';
import { encodeLogs, encodeTraces } from './records.ts';

const PROTO = fileURLToPath(new URL('../../app/lib/otlp/proto/', import.meta.url));
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith('/') ? target : `${PROTO}${target}`);
root.loadSync(
  ['trace', 'logs', 'metrics'].map(
    (name) => `opentelemetry/proto/collector/${name}/v1/${name}_service.proto`,
  ),
);

type Json = Record<string, unknown>;

/** Decoded with the official schema; ids as hex, 64-bit numbers as text, packed bytes gone. */
function decode(message: string, body: Uint8Array): Json {
  const type = root.lookupType(`opentelemetry.proto.collector.${message}`);
  const problem = type.verify(type.toObject(type.decode(body)));
  expect(problem).toBeNull();
  return type.toObject(type.decode(body), { longs: String, bytes: String, arrays: false }) as Json;
}

const hex = (base64: unknown) => Buffer.from(String(base64 ?? ''), 'base64').toString('hex');
const nanos = (us: number) => String(BigInt(us) * 1000n);

function value(v: Exclude<AttributeValue, undefined>): Json {
  if (typeof v === 'string') return { stringValue: v };
  if (typeof v === 'boolean') return { boolValue: v };
  if (typeof v === 'number') return Number.isInteger(v) ? { intValue: String(v) } : { doubleValue: v };
  return { arrayValue: { values: v.map(value) } };
}

/** Attributes as sorted pairs: their order has no meaning. */
function attributes(list: Attributes): string[] {
  return Object.entries(list)
    .flatMap(([key, v]) => (v === undefined ? [] : [JSON.stringify({ key, value: value(v) })]))
    .sort();
}

function decoded(list: unknown): string[] {
  return ((list ?? []) as Json[]).map((item) => JSON.stringify({ key: item.key, value: item.value })).sort();
}

/** All records of a decoded request with their resource and scope. */
function flatten(
  request: Json,
  ...path: readonly [string, string, string]
): { resource: string[]; scope: unknown; schemaUrl: unknown; record: Json }[] {
  return (request[path[0]] as Json[]).flatMap((group) =>
    (group[path[1]] as Json[]).flatMap((scoped) =>
      (scoped[path[2]] as Json[]).map((record) => ({
        resource: decoded((group.resource as Json).attributes),
        scope: (scoped.scope as Json).name ?? '',
        schemaUrl: group.schemaUrl,
        record,
      })),
    ),
  );
}

const all = gather(clock(9, 42), clock(9, 45), { rate: 6 });

test('spans', () => {
  const rows = new Map(
    flatten(
      decode('trace.v1.ExportTraceServiceRequest', encodeTraces(all.spans)),
      'resourceSpans',
      'scopeSpans',
      'spans',
    ).map((row) => [hex(row.record.spanId), row]),
  );
  expect(rows.size).toBe(all.spans.length);
  for (const span of all.spans) {
    const row = rows.get(span.spanId);
    const record = row?.record as Json;
    const status = (record.status ?? {}) as Json;
    const read = {
      traceId: hex(record.traceId),
      parent: hex(record.parentSpanId),
      name: record.name,
      kind: record.kind,
      start: record.startTimeUnixNano,
      end: record.endTimeUnixNano,
      attributes: decoded(record.attributes),
      events: ((record.events ?? []) as Json[]).map((event) => [
        event.timeUnixNano,
        event.name,
        decoded(event.attributes),
      ]),
      links: ((record.links ?? []) as Json[]).map((link) => [
        hex(link.traceId),
        hex(link.spanId),
        decoded(link.attributes),
      ]),
      status: [status.code ?? 0, status.message ?? ''],
      resource: row?.resource,
      scope: row?.scope,
      schemaUrl: row?.schemaUrl,
    };
    expect(read).toEqual(wanted(span));
  }
});

function wanted(span: Span): Json {
  return {
    traceId: span.traceId,
    parent: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    start: nanos(span.startUs),
    end: nanos(span.endUs),
    attributes: attributes(span.attributes),
    events: span.events.map((event) => [nanos(event.timeUs), event.name, attributes(event.attributes)]),
    links: span.links.map((link) => [link.traceId, link.spanId, attributes(link.attributes)]),
    status: [span.statusCode, span.statusMessage],
    resource: attributes(span.resource.attributes),
    scope: span.scope.name,
    schemaUrl: span.resource.schemaUrl,
  };
}

test('logs, in the order of their process', () => {
  const rows = flatten(
    decode('logs.v1.ExportLogsServiceRequest', encodeLogs(all.logs)),
    'resourceLogs',
    'scopeLogs',
    'logRecords',
  );
  expect(rows).toHaveLength(all.logs.length);
  const groups = Map.groupBy(rows, (row) => JSON.stringify(row.resource));
  for (const [resource, list] of Map.groupBy(all.logs, (log) => log.resource)) {
    expect(
      groups.get(JSON.stringify(attributes(resource.attributes)))?.map((row) => readLog(row.record)),
    ).toEqual(list.map(wantedLog));
  }
});

function readLog(record: Json): Json {
  const body = record.body as Json;
  return {
    time: record.timeUnixNano,
    observed: record.observedTimeUnixNano,
    severity: [record.severityNumber, record.severityText],
    body: body.stringValue ?? decoded((body.kvlistValue as Json).values),
    attributes: decoded(record.attributes),
    ids: [hex(record.traceId), hex(record.spanId)],
    event: record.eventName ?? '',
    flags: record.flags ?? 0,
  };
}

function wantedLog(log: LogRecord): Json {
  return {
    time: nanos(log.timeUs),
    observed: nanos(log.observedUs),
    severity: [log.severityNumber, log.severityText],
    body: typeof log.body === 'string' ? log.body : attributes(log.body),
    attributes: attributes(log.attributes),
    ids: [log.traceId, log.spanId],
    event: log.eventName,
    flags: log.traceId === '' ? 0 : 1,
  };
}

describe('metrics', () => {
  const request = decode('metrics.v1.ExportMetricsServiceRequest', encodeMetrics(all.points));
  const metrics = flatten(request, 'resourceMetrics', 'scopeMetrics', 'metrics');
  const KEYS = {
    gauge: 'gauge',
    sum: 'sum',
    histogram: 'histogram',
    exponential_histogram: 'exponentialHistogram',
    summary: 'summary',
  } as const;

  test.each(Object.entries(KEYS) as [Point['type'], string][])('%s', (type, field) => {
    const rows = metrics
      .filter(({ record }) => record[field] !== undefined)
      .flatMap(({ record, resource, scope }) => {
        const data = record[field] as Json;
        return (data.dataPoints as Json[]).map((point) =>
          JSON.stringify([
            record.name,
            record.unit,
            record.description,
            resource,
            scope,
            data.aggregationTemporality ?? 0,
            data.isMonotonic ?? false,
            readPoint(point),
          ]),
        );
      });
    const points = all.points.filter((point) => point.type === type);
    expect(points.length).toBeGreaterThan(0);
    expect(rows).toHaveLength(points.length);
    const wanted = points.map(wantedPoint).sort();
    const different = rows.sort().findIndex((row, i) => row !== wanted[i]);
    expect(rows[different]).toBe(wanted[different]);
  });

  function wantedPoint(point: Point): string {
    const temporality = 'temporality' in point ? point.temporality : 0;
    const monotonic = point.type === 'sum' && point.monotonic;
    return JSON.stringify([
      point.name,
      point.unit,
      point.description,
      attributes(point.resource.attributes),
      point.scope.name,
      temporality,
      monotonic,
      {
        start: point.startUs === 0 ? '0' : nanos(point.startUs),
        time: nanos(point.timeUs),
        attributes: attributes(point.attributes),
        value: 'value' in point ? point.value : null,
        count: 'count' in point ? String(point.count) : null,
        sum: 'sum' in point ? point.sum : null,
        bounds: 'bounds' in point ? point.bounds : [],
        buckets: 'bucketCounts' in point ? point.bucketCounts.map(String) : [],
        scale: 'scale' in point ? [point.scale, point.offset, String(point.zeroCount)] : null,
        quantiles: 'quantiles' in point ? point.quantiles : [],
        exemplars:
          'exemplars' in point
            ? point.exemplars.map((e) => [
                nanos(e.timeUs),
                e.value,
                e.traceId,
                e.spanId,
                attributes(e.attributes),
              ])
            : [],
      },
    ]);
  }

  function readPoint(point: Json): Json {
    const positive = point.positive as Json | undefined;
    return {
      start: point.startTimeUnixNano ?? '0',
      time: point.timeUnixNano,
      attributes: decoded(point.attributes),
      value: point.asDouble ?? (point.asInt === undefined ? null : Number(point.asInt)),
      count: point.count ?? (point.asInt === undefined && point.asDouble === undefined ? '0' : null),
      sum: point.sum ?? null,
      bounds: point.explicitBounds ?? [],
      buckets: point.bucketCounts ?? positive?.bucketCounts ?? [],
      scale: positive ? [point.scale, positive.offset, point.zeroCount ?? '0'] : null,
      quantiles: ((point.quantileValues ?? []) as Json[]).map((item) => [item.quantile ?? 0, item.value]),
      exemplars: ((point.exemplars ?? []) as Json[]).map((e) => [
        e.timeUnixNano,
        e.asDouble ?? Number(e.asInt),
        hex(e.traceId),
        hex(e.spanId),
        decoded(e.filteredAttributes),
      ]),
    };
  }
});

describe('writer', () => {
  test.each([
    0,
    1,
    127,
    128,
    16_383,
    16_384,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 35,
    2 ** 53 - 1,
    -1,
    -129,
    -(2 ** 40),
    -(2 ** 53) + 1,
  ])('varint %d', (number) => {
    const out = new Writer(16);
    out.varint(number);
    expect(protobuf.Reader.create(Buffer.from(out.take())).int64().toString()).toBe(String(number));
  });

  test.each([
    '',
    'a',
    'é',
    'éa',
    '寝袋',
    '👩🏽‍🚀',
    'x'.repeat(40),
    'x'.repeat(41),
    `${'x'.repeat(300)}ü`,
    '\0',
    '\ud800',
  ])('text %j', (text) => {
    const out = new Writer(16);
    out.text(10, text);
    const reader = protobuf.Reader.create(Buffer.from(out.take()));
    expect(reader.uint32()).toBe(10);
    expect(reader.string()).toBe(Buffer.from(text).toString());
  });

  test('grows and is empty after take', () => {
    const out = new Writer(16);
    for (let i = 0; i < 1000; i++) out.fixed32(13, i);
    expect(out.take()).toHaveLength(5000);
    expect(out.take()).toHaveLength(0);
  });
});

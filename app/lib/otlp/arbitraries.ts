// Test support: random OTLP requests as OTLP/JSON, odd in all the ways that are still valid.

import fc from 'fast-check';
import type { Signal } from './decode.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const key = fc.oneof(fc.constantFrom('a', 'b', 'ab', 'service.name', 'http.route'), text);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** JSON has no number for NaN and infinities; in OTLP/JSON they are words. */
const double = fc.double().map((value) => (Number.isFinite(value) ? value : String(value)));
const time = fc.oneof(fc.constant('0'), fc.constant('1760000000000000000'), uint64);
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => Buffer.from(id).toString('hex'));
const id = (bytes: number) =>
  fc.oneof({ weight: 6, arbitrary: hex(bytes) }, fc.constantFrom('', '00'.repeat(bytes), 'abcd'));

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant({}),
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: double }),
    fc.record({
      bytesValue: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key, value: tie('value') }, { requiredKeys: ['key'] }), {
          maxLength: 3,
        }),
      }),
    }),
  ),
}));

const attributes = fc.array(fc.record({ key, value: anyValue }), { maxLength: 5 });
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });

/** A message; fields may be missing except those named. */
const message = (
  fields: Record<string, fc.Arbitrary<unknown>>,
  required: string[] = [],
): fc.Arbitrary<object> => fc.record(fields, { requiredKeys: required });

const resource = message({ attributes });
const scope = message({ name: text, version: text, attributes, droppedAttributesCount: uint32 });

const logRecord = message(
  {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: fc.integer({ min: -1, max: 300 }),
    severityText: text,
    body: anyValue,
    attributes,
    flags: uint32,
    traceId: id(16),
    spanId: id(8),
    eventName: text,
  },
  ['severityNumber'],
);

const span = message(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8),
    traceState: text,
    name: text,
    kind: fc.integer({ min: -1, max: 7 }),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    events: few(message({ timeUnixNano: time, name: text, attributes })),
    links: few(message({ traceId: id(16), spanId: id(8), traceState: text, attributes })),
    status: message({ code: fc.integer({ min: -1, max: 3 }), message: text }),
  },
  ['parentSpanId'],
);

const numberValue = fc.oneof(fc.record({ asInt: int64 }), fc.record({ asDouble: double }), fc.constant({}));
const withNumber = (base: fc.Arbitrary<object>) =>
  fc.tuple(base, numberValue).map(([rest, value]) => ({ ...rest, ...value }));
const exemplars = few(
  withNumber(message({ timeUnixNano: time, spanId: id(8), traceId: id(16), filteredAttributes: attributes })),
);
const shared = { startTimeUnixNano: time, timeUnixNano: time, attributes, flags: uint32 };
const distribution = { ...shared, count: uint64, sum: double, min: double, max: double, exemplars };
const buckets = message({ offset: int32, bucketCounts: few(uint64) });
const points = (point: fc.Arbitrary<object>) => ({ dataPoints: few(point) });
const temporality = fc.integer({ min: 0, max: 3 });

const data = fc.oneof(
  fc.record({ gauge: message(points(withNumber(message({ ...shared, exemplars }, ['flags'])))) }),
  fc.record({
    sum: message({
      ...points(withNumber(message({ ...shared, exemplars }, ['flags']))),
      aggregationTemporality: temporality,
      isMonotonic: fc.boolean(),
    }),
  }),
  fc.record({
    histogram: message({
      ...points(
        message({ ...distribution, bucketCounts: few(uint64), explicitBounds: few(double) }, ['flags']),
      ),
      aggregationTemporality: temporality,
    }),
  }),
  fc.record({
    exponentialHistogram: message({
      ...points(
        message({ ...distribution, scale: int32, zeroCount: uint64, positive: buckets, negative: buckets }, [
          'flags',
        ]),
      ),
      aggregationTemporality: temporality,
    }),
  }),
  fc.record({
    summary: message(
      points(
        message(
          {
            ...shared,
            count: uint64,
            sum: double,
            quantileValues: few(message({ quantile: double, value: double })),
          },
          ['flags'],
        ),
      ),
    ),
  }),
  fc.constant({}),
);
const metric = fc
  .tuple(message({ name: text, description: text, unit: text }), data)
  .map(([names, of]) => ({ ...names, ...of }));

const envelope = (name: string, items: string, item: fc.Arbitrary<object>) => {
  const scopes = message({ scope, schemaUrl: text, [items]: few(item) });
  const resources = message({ resource, schemaUrl: text, [`scope${name}`]: few(scopes) });
  return message({ [`resource${name}`]: few(resources) });
};

const REQUESTS: Readonly<Record<Signal, fc.Arbitrary<object>>> = {
  logs: envelope('Logs', 'logRecords', logRecord),
  traces: envelope('Spans', 'spans', span),
  metrics: envelope('Metrics', 'metrics', metric),
};

/** Random requests of a signal. */
export function requestOf(signal: Signal): fc.Arbitrary<object> {
  return REQUESTS[signal];
}

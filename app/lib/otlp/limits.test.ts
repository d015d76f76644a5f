// What one request, one record or one resource may hold at most.

import { describe, expect, it } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { decodeRequest, type Signal } from './decode.ts';
import { MAX_CONTAINERS, MAX_ITEMS, MAX_JSON_NODES, MAX_RECORD_BYTES, MAX_RECORDS } from './limits.ts';
import { ANY_TIME, decode, decodeBoth, field, toJson } from './testing.ts';

const NAMES = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
} as const;
const SIGNALS: readonly Signal[] = ['logs', 'traces', 'metrics'];

const times = (count: number, bytes: readonly number[]) =>
  Buffer.alloc(count * bytes.length, Buffer.from(bytes));
const empties = (count: number) => Array.from({ length: count }, () => ({}));
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });

function errorOf(signal: Signal, encoding: 'protobuf' | 'json', body: Uint8Array): AppError {
  try {
    decodeRequest(signal, encoding, body, ANY_TIME);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.each(SIGNALS)('empty containers of %s', (signal) => {
  const [resources, scopes, items] = NAMES[signal];
  const over = MAX_CONTAINERS + 1;
  const message = 'The request has more than 100,000 resources, scopes and metrics. Send smaller batches.';

  it('are bounded, however small they are', () => {
    const bodies = [
      ['protobuf', times(over, [10, 0])],
      ['protobuf', field(1, times(over, [18, 0]))],
      ['json', toJson({ [resources]: empties(over) })],
      ['json', toJson({ [resources]: [{ [scopes]: empties(over) }] })],
    ] as const;
    for (const [encoding, body] of bodies) {
      expect(errorOf(signal, encoding, body)).toMatchObject({ code: 'payload_too_large', message });
    }
    if (signal !== 'metrics') return;
    const metrics = field(1, field(2, times(over, [18, 0])));
    expect(errorOf(signal, 'protobuf', metrics)).toMatchObject({ message });
    const json = toJson({ [resources]: [{ [scopes]: [{ [items]: empties(over) }] }] });
    expect(errorOf(signal, 'json', json)).toMatchObject({ message });
  });

  it('are bounded together, and from request to request anew', () => {
    const half = MAX_CONTAINERS / 2;
    const withScope = (more: number) => times(half + more, [10, 2, 18, 0]);
    expect(decode(signal, 'protobuf', withScope(0))).toMatchObject({ accepted: 0, rejected: 0 });
    expect(decode(signal, 'protobuf', withScope(0))).toMatchObject({ accepted: 0, rejected: 0 });
    expect(errorOf(signal, 'protobuf', withScope(1))).toMatchObject({ message });
  });
});

it('the records of a request are bounded, also those that are refused', () => {
  // Each with a trace id of one byte.
  const record = [18, 3, 74, 1, 0];
  const body = (count: number) => field(1, field(2, times(count, record)));
  expect(decode('logs', 'protobuf', body(MAX_RECORDS)).rejected).toBe(MAX_RECORDS);
  expect(errorOf('logs', 'protobuf', body(MAX_RECORDS + 1))).toMatchObject({
    code: 'payload_too_large',
    message: 'The request has more than 1,000,000 records. Send smaller batches.',
  });
});

it('the objects and arrays of a JSON body are bounded, but not the brackets in its texts', () => {
  const body = (list: string) => Buffer.from(`{"unknown":[${list}]}`);
  for (const unit of ['{},', '[],']) {
    expect(errorOf('logs', 'json', body(`${unit.repeat(MAX_JSON_NODES)}0`))).toMatchObject({
      code: 'payload_too_large',
      message: 'The request has more than 3,000,000 objects and arrays. Send smaller batches.',
    });
  }
  const text = `"\\"${'{[]'.repeat(MAX_JSON_NODES)}\\\\"`;
  expect(decode('logs', 'json', body(text)).rejected).toBe(0);
});

describe('attributes', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: { intValue: String(i) } }));

  it('of a record up to the limit are kept; the record with more is refused, others are not', () => {
    const request = logs(
      { body: { stringValue: 'before' } },
      { attributes: many(MAX_ITEMS) },
      { attributes: many(MAX_ITEMS + 1) },
      { body: { stringValue: 'after' } },
    );
    const decoded = decodeBoth('logs', request);
    expect(decoded).toMatchObject({ accepted: 3, rejected: 1 });
    expect(decoded.rejectedMessage).toBe('Rejected log records: 1 with more than 10,000 attributes.');
    const rows = decoded.tables.otel_logs ?? [];
    expect(rows.map((row) => [row.Body, (row.LogAttributes as unknown[]).length])).toEqual([
      ['before', 0],
      ['', MAX_ITEMS],
      ['after', 0],
    ]);
  });

  it.each(['protobuf', 'json'] as const)(
    'a million of them in a %s record do not harm others',
    (encoding) => {
      const count = 1_000_000;
      const attribute = field(6, field(1, 'k'), field(2, field(1, 'v')));
      const protobuf = field(
        1,
        field(2, field(2, Buffer.alloc(count * attribute.length, attribute)), field(2, field(3, 'kept'))),
      );
      const list = '{"key":"k","value":{"stringValue":"v"}},'.repeat(count).slice(0, -1);
      const json = JSON.stringify(logs({ attributes: [] }, { severityText: 'kept' })).replace(
        '[]',
        `[${list}]`,
      );
      const decoded = decode('logs', encoding, encoding === 'json' ? Buffer.from(json) : protobuf);
      expect(decoded).toMatchObject({
        accepted: 1,
        rejected: 1,
        rejectedMessage: 'Rejected log records: 1 with more than 10,000 attributes.',
        tables: { otel_logs: [{ SeverityText: 'kept' }] },
      });
    },
    30_000,
  );

  it('of a resource or scope are bounded too, and refuse the request', () => {
    const attributes = many(MAX_ITEMS + 1);
    const refused = (request: object) => () => decodeBoth('logs', request);
    expect(refused({ resourceLogs: [{ resource: { attributes } }] })).toThrow(
      'The request has a resource with more than 10,000 attributes.',
    );
    expect(refused({ resourceLogs: [{ scopeLogs: [{ scope: { attributes } }] }] })).toThrow(
      'The request has a scope with more than 10,000 attributes.',
    );
  });

  it('hold bounded arrays and maps', () => {
    const nested = (count: number) => [
      { body: { arrayValue: { values: empties(count) } } },
      { body: { kvlistValue: { values: many(count) } } },
    ];
    const decoded = decodeBoth('logs', logs(...nested(MAX_ITEMS), ...nested(MAX_ITEMS + 1)));
    expect(decoded).toMatchObject({ accepted: 2, rejected: 2 });
    expect(decoded.rejectedMessage).toContain('2 with more than 10,000 values in an array or map');
  });
});

describe('a record larger than 4 MiB', () => {
  const big = (bytes: number) => ({ stringValue: 'x'.repeat(bytes) });
  // Room for the small columns of a row.
  const fits = big(MAX_RECORD_BYTES - 200);

  it('is refused alone, by its body and attributes together', () => {
    const half = big(MAX_RECORD_BYTES / 2);
    const request = logs(
      { eventName: 'fits', body: fits },
      { body: big(MAX_RECORD_BYTES) },
      { body: half, attributes: [{ key: 'k', value: half }] },
      { eventName: 'small', body: half },
    );
    const decoded = decodeBoth('logs', request);
    expect(decoded).toMatchObject({
      accepted: 2,
      rejected: 2,
      rejectedMessage: 'Rejected log records: 2 larger than 4 MiB.',
    });
    expect(decoded.tables.otel_logs?.map((row) => row.EventName)).toEqual(['fits', 'small']);
  });

  it('may be a span or a data point', () => {
    const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
    const attributes = [{ key: 'k', value: big(MAX_RECORD_BYTES / 2) }];
    const spans = [
      { ...ids, name: 'kept' },
      { ...ids, attributes, events: [{ attributes }] },
      { ...ids, name: 'too' },
    ];
    const traces = decodeBoth('traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect(traces).toMatchObject({ accepted: 2, rejectedMessage: 'Rejected spans: 1 larger than 4 MiB.' });
    expect(traces.tables.otel_traces?.map((row) => row.SpanName)).toEqual(['kept', 'too']);
    const dataPoints = [{ asInt: '1' }, { attributes, exemplars: [{ filteredAttributes: attributes }] }];
    const metrics = decodeBoth('metrics', {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints } }] }] }],
    });
    expect(metrics).toMatchObject({
      accepted: 1,
      rejectedMessage: 'Rejected data points: 1 larger than 4 MiB.',
    });
  });

  it.each(['resource', 'scope'])(
    'refuses the request if it is the %s, which every row would repeat',
    (part) => {
      const holder = { [part]: { attributes: [{ key: 'k', value: big(MAX_RECORD_BYTES) }] } };
      const request = { resourceLogs: [part === 'scope' ? { scopeLogs: [holder] } : holder] };
      expect(() => decodeBoth('logs', request)).toThrow(`The request has a ${part} larger than 4 MiB.`);
    },
  );
});

it('what a metric says of its points is bounded like a record', () => {
  const metric = { description: 'x'.repeat(MAX_RECORD_BYTES + 1), gauge: { dataPoints: [{}] } };
  expect(() =>
    decodeBoth('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] }),
  ).toThrow('A text that many records share is larger than 4 MiB.');
});

it('events, links and exemplars of a record are bounded', () => {
  const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
  const spans = ['events', 'links'].flatMap((name) => [
    { ...ids, [name]: empties(MAX_ITEMS) },
    { ...ids, [name]: empties(MAX_ITEMS + 1) },
  ]);
  const traces = decodeBoth('traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  expect(traces).toMatchObject({ accepted: 2, rejected: 2 });
  expect(traces.rejectedMessage).toBe(
    'Rejected spans: 1 with more than 10,000 events; 1 with more than 10,000 links.',
  );
  const dataPoints = [{ exemplars: empties(MAX_ITEMS) }, { exemplars: empties(MAX_ITEMS + 1) }, {}];
  const metrics = decodeBoth('metrics', {
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints } }] }] }],
  });
  expect(metrics).toMatchObject({ accepted: 2, rejected: 1 });
  expect(
    metrics.tables.otel_metrics_gauge?.map((row) => (row['Exemplars.Value'] as unknown[]).length),
  ).toEqual([MAX_ITEMS, 0]);
});

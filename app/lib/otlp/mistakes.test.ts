// Records with a mistake in them: refused alone, with the place in the message.

import { describe, expect, it } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { decodeRequest } from './decode.ts';
import { ANY_TIME, decode, field, toJson } from './testing.ts';

const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const spans = (...list: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });

function errorOf(encoding: 'protobuf' | 'json', body: Uint8Array): AppError {
  try {
    decodeRequest('logs', encoding, body, ANY_TIME);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('JSON records with a mistake', () => {
  it.each([
    [
      { timeUnixNano: 'soon' },
      'timeUnixNano: expected an unsigned 64-bit integer, as digits in a string, found "soon"',
    ],
    [{ timeUnixNano: '18446744073709551616' }, 'timeUnixNano: expected an unsigned 64-bit integer'],
    [{ timeUnixNano: -1 }, 'timeUnixNano: expected an unsigned 64-bit integer'],
    [{ timeUnixNano: 1.5 }, 'timeUnixNano: expected an unsigned 64-bit integer'],
    [
      { severityNumber: 'SEVERITY_NUMBER_INFO' },
      'severityNumber: expected an integer, found "SEVERITY_NUMBER_INFO"',
    ],
    [{ severityText: 5 }, 'severityText: expected a string, found 5'],
    [{ body: 'text' }, 'body: expected an AnyValue object, found "text"'],
    [{ body: { stringValue: 1 } }, 'body.stringValue: expected a string, found 1'],
    [{ body: { boolValue: 'true' } }, 'body.boolValue: expected true or false, found "true"'],
    [{ body: { intValue: '1e3' } }, 'body.intValue: expected a signed 64-bit integer'],
    [{ body: { intValue: '9223372036854775808' } }, 'body.intValue: expected a signed 64-bit integer'],
    [{ body: { doubleValue: 'x' } }, 'body.doubleValue: expected a number, found "x"'],
    [{ body: { bytesValue: '***' } }, 'body.bytesValue: expected base64, found "***"'],
    [
      { body: { arrayValue: { values: [{}, { intValue: {} }] } } },
      'body.arrayValue.values[1].intValue: expected a signed 64-bit integer, as digits in a string, found an object',
    ],
    [
      { attributes: [{ key: 'a', value: { kvlistValue: { values: [{ key: 1 }] } } }] },
      'attributes[0].value.kvlistValue.values[0].key: expected a string, found 1',
    ],
    [
      { attributes: [{ key: 'a' }, { value: 3 }] },
      'attributes[1].value: expected an AnyValue object, found 3',
    ],
    [{ attributes: [null] }, 'attributes[0]: expected an object, found null'],
  ])('%j is refused alone, and the message has the path', (record, message) => {
    const good = { severityText: 'good' };
    const decoded = decode('logs', 'json', toJson(logs(good, record, good, record)));
    expect(decoded).toMatchObject({
      accepted: 2,
      rejected: 2,
      tables: { otel_logs: [good, good].map(() => ({ SeverityText: 'good' })) },
    });
    expect(decoded.rejectedMessage).toMatch(/^Rejected log records: 2 with a mistake \(for example .*\)\.$/);
    expect(decoded.rejectedMessage).toContain(`resourceLogs[0].scopeLogs[0].logRecords[1].${message}`);
  });

  it('may be spans, whatever was read before the mistake', () => {
    const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
    const good = { ...ids, name: 'good', events: [{ name: 'kept' }] };
    const bad = { ...ids, events: [{ name: 'gone' }, { name: 7 }], links: [ids] };
    const decoded = decode('traces', 'json', toJson(spans(good, bad, { ...good, status: 1 }, good)));
    expect(decoded).toMatchObject({ accepted: 2, rejected: 2 });
    expect(decoded.rejectedMessage).toContain(
      '2 with a mistake (for example resourceSpans[0].scopeSpans[0].spans[1].events[1].name: expected a string, found 7).',
    );
    expect(decoded.tables.otel_traces?.map((row) => row['Events.Name'])).toEqual([['kept'], ['kept']]);
  });

  const metrics = (...list: unknown[]) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }] });

  it('may be data points, and names elements of number lists', () => {
    const point = { bucketCounts: ['1', 'x'] };
    const good = { bucketCounts: ['1', '2'], exemplars: [{ asInt: '1' }] };
    const request = metrics({ histogram: { dataPoints: [good, point, good] } });
    const decoded = decode('metrics', 'json', toJson(request));
    expect(decoded).toMatchObject({ accepted: 2, rejected: 1 });
    expect(decoded.rejectedMessage).toContain(
      'metrics[0].histogram.dataPoints[1].bucketCounts[1]: expected an unsigned',
    );
    expect(decoded.tables.otel_metrics_histogram?.map((row) => row.BucketCounts)).toEqual([
      [1n, 2n],
      [1n, 2n],
    ]);
  });

  it('refuse all points of a metric if the mistake is in the metric', () => {
    const dataPoints = [{ asInt: '1' }, { asInt: '2' }];
    const request = metrics(
      { name: 'named', gauge: { dataPoints } },
      { name: 7, gauge: { dataPoints }, sum: { dataPoints } },
      { sum: { dataPoints, aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA' } },
      { name: 8 },
      { name: 'last', gauge: { dataPoints } },
    );
    const decoded = decode('metrics', 'json', toJson(request));
    expect(decoded).toMatchObject({ accepted: 4, rejected: 6 });
    expect(decoded.rejectedMessage).toContain('metrics[1].name: expected a string, found 7');
    expect(decoded.tables.otel_metrics_gauge?.map((row) => row.MetricName)).toEqual([
      'named',
      'named',
      'last',
      'last',
    ]);
  });

  it.each([
    ['a record that is no object', logs({}, 7), 'logRecords[1]: expected an object, found 7.'],
    [
      'a resource with a mistake',
      { resourceLogs: [{ resource: { attributes: [{ key: 1 }] }, scopeLogs: [{ logRecords: [{}] }] }] },
      'resourceLogs[0].resource.attributes[0].key: expected a string, found 1.',
    ],
    [
      'a scope after a record with a mistake',
      { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: 1 }] }, { scope: 5 }] }] },
      'resourceLogs[0].scopeLogs[1].scope: expected an object, found 5.',
    ],
  ])('do not hide %s, which refuses the request', (_name, request, message) => {
    const error = errorOf('json', toJson(request));
    expect(error.code).toBe('bad_request');
    expect(error.message).toContain(message);
  });
});

describe('protobuf records with a field of the wrong type', () => {
  it.each([
    ['LogRecord.body', Buffer.from([5 * 8, 1]), 'a varint, at byte'],
    ['LogRecord.time_unix_nano', field(1, 'now'), 'a length, at byte'],
    ['KeyValue.key', field(6, Buffer.from([8, 1])), 'a varint, at byte'],
  ])('%s are refused alone', (name, wrong, message) => {
    const good = field(2, field(3, 'good'));
    const body = field(1, field(2, good, field(2, field(3, 'bad'), wrong, field(3, 'rest')), good));
    const decoded = decode('logs', 'protobuf', body);
    expect(decoded).toMatchObject({ accepted: 2, rejected: 1 });
    expect(decoded.rejectedMessage).toContain(`(for example ${name} has the wrong type, ${message}`);
    expect(decoded.tables.otel_logs?.map((row) => row.SeverityText)).toEqual(['good', 'good']);
  });

  it('but a resource with one refuses the request', () => {
    expect(errorOf('protobuf', field(1, Buffer.from([8, 1]))).message).toContain(
      'ResourceLogs.resource has the wrong type, a varint (at byte',
    );
  });
});

// Bodies that are wrong: what is refused whole, what record by record, and what the message says.

import { describe, expect, it } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { type DecodeOptions, decodeRequest } from './decode.ts';
import { ANY_TIME, decode, decodeBoth, field, toJson, toProtobuf, varint } from './testing.ts';

const MINUTE = 60_000_000_000n;
const NOW = 1_760_000_000_000_000_000n;
const WINDOW: DecodeOptions = { nowNs: NOW, oldestNs: NOW - MINUTE, newestNs: NOW + MINUTE };

const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const spans = (...list: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
const gauge = (...dataPoints: unknown[]) => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints } }] }] }],
});
const logRecord = (...fields: Uint8Array[]) => field(1, field(2, field(2, ...fields)));

function errorOf(
  encoding: 'protobuf' | 'json',
  body: string | Uint8Array,
  signal: 'logs' | 'metrics' = 'logs',
): AppError {
  try {
    decodeRequest(signal, encoding, Buffer.from(body), ANY_TIME);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('protobuf that is refused', () => {
  const fixed64 = Buffer.from([9, 1, 2, 3]);
  it.each([
    ['a cut tag', Buffer.from([0x8a]), 'the body ends inside a number (at byte 0)'],
    ['a length past the end', Buffer.from([10, 5, 0]), 'a length of 5 bytes goes past the end'],
    ['an enormous length', Buffer.from([10, 255, 255, 255, 255, 255, 255, 255, 127]), 'goes past the end'],
    ['a cut fixed number', logRecord(fixed64), 'the body ends inside a number'],
    [
      'a number across the end of its message',
      field(1, field(2, field(2, fixed64), field(2, Buffer.alloc(9)))),
      'ends inside a field',
    ],
    ['a varint without end', Buffer.alloc(20, 0xff), 'more than 10 bytes'],
    ['field number 0', Buffer.from([2, 0]), 'a field number is out of range'],
    ['a huge field number', Buffer.from([0xfa, 255, 255, 255, 255, 1, 0]), 'a field number is out of range'],
    ['a group', Buffer.from([0x7b]), 'is a group, which OTLP does not use'],
    ['wire type 7', Buffer.from([0x7f]), 'is wire type 7, which OTLP does not use'],
  ])('%s', (_name, body, message) => {
    const error = errorOf('protobuf', body);
    expect(error.code).toBe('bad_request');
    expect(error.message).toContain('not a valid OTLP protobuf message');
    expect(error.message).toContain(message);
  });

  it('names the byte', () => {
    expect(errorOf('protobuf', field(1, field(2, Buffer.from([18, 9, 0])))).message).toContain('(at byte 5)');
  });

  it('suggests the content type when the body is JSON', () => {
    expect(errorOf('protobuf', '{"resourceLogs":[]}').hint).toContain('application/json');
  });

  it('cut anywhere is an error or the records before the cut, never anything else', () => {
    const body = toProtobuf('logs', logs({ body: { stringValue: 'one' } }));
    for (let length = 1; length < body.length; length++) {
      expect(errorOf('protobuf', body.subarray(0, length)).code).toBe('bad_request');
    }
  });
});

describe('protobuf that is accepted', () => {
  const bodyOf = (body: Uint8Array) => decode('logs', 'protobuf', body).tables.otel_logs?.[0]?.Body;
  const text = field(5, field(1, 'text'));

  it('has fields that are not known', () => {
    const unknown = Buffer.concat([
      field(99, 'x'),
      varint(98 * 8),
      varint(300),
      varint(97 * 8 + 5),
      Buffer.alloc(4),
    ]);
    const more = Buffer.concat([varint(96 * 8 + 1), Buffer.alloc(8)]);
    expect(bodyOf(field(1, unknown, field(2, more, field(2, unknown, text, more), unknown)))).toBe('text');
  });

  it('has fields in any order, and the last of a single one counts', () => {
    const resource = field(1, field(1, field(2, field(1, 'checkout')), field(1, 'service.name')));
    const scope = (name: string) => field(1, field(1, name));
    const body = field(
      1,
      field(3, 'url'),
      field(2, field(2, field(5, field(1, 'first')), text), scope('lib')),
      resource,
    );
    expect(decode('logs', 'protobuf', body).tables.otel_logs).toMatchObject([
      { ServiceName: 'checkout', ResourceSchemaUrl: 'url', ScopeName: 'lib', Body: 'text' },
    ]);
  });

  it('has text that is not UTF-8, which is repaired, also in keys', () => {
    const broken = Buffer.from([0x61, 0xff, 0x62]);
    const attributes = [broken, '\ufffd', 'a\ufffdb'].map((key, i) =>
      field(6, field(1, key), field(2, field(1, String(i)))),
    );
    const nested = field(6, field(1, 'n'), field(2, field(5, field(1, field(1, broken)))));
    const record = field(2, field(5, field(1, broken)), ...attributes, nested);
    expect(decode('logs', 'protobuf', field(1, field(2, record))).tables.otel_logs).toMatchObject([
      {
        Body: 'a\ufffdb',
        LogAttributes: [
          ['a\ufffdb', '2'],
          ['n', '["a\ufffdb"]'],
          ['\ufffd', '1'],
        ],
      },
    ]);
  });

  it('has numbers that are not packed', () => {
    const fixed = (tag: number, value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(value);
      return Buffer.concat([varint(tag), bytes]);
    };
    const one = 0x3ff0_0000_0000_0000n;
    const histogram = field(9, field(1, fixed(49, 7n), fixed(49, 8n), fixed(57, one)));
    const buckets = field(8, Buffer.from([16, 5, 18, 2, 6, 7]));
    const metric = (data: Buffer) => field(2, field(1, 'm'), data);
    const body = field(1, field(2, metric(histogram), metric(field(10, field(1, buckets)))));
    expect(decode('metrics', 'protobuf', body).tables).toMatchObject({
      otel_metrics_histogram: [{ BucketCounts: [7n, 8n], ExplicitBounds: [1] }],
      otel_metrics_exponential_histogram: [{ PositiveBucketCounts: [5n, 6n, 7n] }],
    });
    const cut = field(1, field(2, metric(field(9, field(1, field(6, 'seven..'))))));
    expect(errorOf('protobuf', cut, 'metrics').message).toContain('a list of 64-bit numbers is cut');
  });
});

describe('JSON that is refused', () => {
  it.each([
    ['nothing', '', 'The body is not valid JSON: Unexpected end of JSON input'],
    ['a cut array', '{"resourceLogs": [', 'The body is not valid JSON'],
    ['an array', '[]', 'The body: expected a JSON object, found an array.'],
    ['null', 'null', 'The body: expected a JSON object, found null.'],
    ['an object for an array', '{"resourceLogs": {}}', 'resourceLogs: expected an array, found an object.'],
    ['a number for an object', '{"resourceLogs": [7]}', 'resourceLogs[0]: expected an object, found 7.'],
    ['a million brackets', `[${'['.repeat(1_000_000)}`, 'The body is not valid JSON'],
  ])('%s', (_name, body, message) => {
    expect(errorOf('json', body).message).toContain(message);
  });
});

describe('JSON that is accepted', () => {
  const rowOf = (json: string) => decode('logs', 'json', Buffer.from(json)).tables.otel_logs?.[0];
  const record = (json: string) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${json}]}]}]}`;

  it('has 64-bit integers as numbers, exactly, and digits in text untouched', () => {
    const text = 'a: 1234567890123456789, \\"b\\":[-1234567890123456789]';
    const row = rowOf(
      record(`{"timeUnixNano":1544712660300000001,"body":{"stringValue":"${text}"},"attributes":[
        {"key":"i","value":{"intValue": -9223372036854775807}},
        {"key":"d","value":{"doubleValue":12345678901234567890}},
        {"key":"f","value":{"doubleValue":0.12345678901234567}}]}`),
    );
    expect(row).toMatchObject({
      Timestamp: 1_544_712_660_300_000_001n,
      Body: 'a: 1234567890123456789, "b":[-1234567890123456789]',
      LogAttributes: [
        ['d', '12345678901234567000'],
        ['f', '0.12345678901234566'],
        ['i', '-9223372036854775807'],
      ],
    });
  });

  it('has ids in upper case, fields that are not known, snake_case names that are not OTLP/JSON, and nulls', () => {
    const row = rowOf(
      record(`{"traceId":"5B8EFFF798038103D269B633813FC60C","severity_text":"ignored","extra":{"deep":[[[]]]},
        "body":null,"attributes":null,"timeUnixNano":null,"__proto__":{"body":{"stringValue":"x"}}}`),
    );
    expect(row).toMatchObject({ TraceId: '5b8efff798038103d269b633813fc60c', SeverityText: '', Body: '' });
  });

  it('has lone surrogates and bytes that are not UTF-8, which become U+FFFD', () => {
    const json = record('{"body":{"stringValue":"a\\ud800b"},"severityText":"?"}').replace('?', '\xff');
    expect(decode('logs', 'json', Buffer.from(json, 'latin1')).tables.otel_logs).toMatchObject([
      { Body: 'a\ufffdb', SeverityText: '\ufffd' },
    ]);
  });

  it('has anything where nothing is read, however deep', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(rowOf(record(`{"body":{"stringValue":"x"},"unknown":${deep}}`))?.Body).toBe('x');
  });
});

describe('records that are refused one by one', () => {
  const good = {
    timeUnixNano: String(NOW),
    body: { stringValue: 'good' },
    name: 'good',
    traceId: 'ab'.repeat(16),
    spanId: 'cd'.repeat(8),
  };

  it('for their time, with an example', () => {
    const old = { timeUnixNano: String(NOW - MINUTE - 1n) };
    const far = { timeUnixNano: String(NOW + 1_000n * MINUTE) };
    const farther = { timeUnixNano: String(2n ** 64n - 1n) };
    const decoded = decodeBoth('logs', logs(old, good, far, farther, { ...old, timeUnixNano: '1' }), WINDOW);
    expect(decoded.tables.otel_logs?.map((row) => row.Body)).toEqual(['good']);
    expect(decoded).toMatchObject({ accepted: 1, rejected: 4 });
    expect(decoded.rejectedMessage).toBe(
      'Rejected log records: 2 older than the oldest time that is kept, 2025-10-09T08:52:20.000Z ' +
        '(for example 2025-10-09T08:52:19.999Z); ' +
        '2 too far in the future, after 2025-10-09T08:54:20.000Z (for example 2025-10-10T01:33:20.000Z).',
    );
  });

  it('but not at the edges of the window', () => {
    const edges = [WINDOW.oldestNs, WINDOW.newestNs].map((ns) => ({ timeUnixNano: String(ns) }));
    expect(decodeBoth('logs', logs(...edges), WINDOW)).toMatchObject({
      accepted: 2,
      rejected: 0,
      rejectedMessage: '',
    });
    const outside = [WINDOW.oldestNs - 1n, WINDOW.newestNs + 1n].map((ns) => ({ timeUnixNano: String(ns) }));
    expect(decodeBoth('logs', logs(...outside), WINDOW)).toMatchObject({
      accepted: 0,
      rejected: 2,
      tables: {},
    });
  });

  it.each([
    ['traceId', 'ab', 'trace id'],
    ['spanId', 'ab'.repeat(16), 'span id'],
    ['parentSpanId', 'ab', 'span id'],
  ])('spans for a wrong %s', (name, value, kind) => {
    const bad = { ...good, [name]: value, events: [{ name: 'e' }], attributes: [{ key: 'k', value: {} }] };
    const decoded = decodeBoth('traces', spans(good, bad, good));
    expect(decoded).toMatchObject({ accepted: 2, rejected: 1 });
    expect(decoded.rejectedMessage).toContain(`Rejected spans: 1 with a ${kind} that is not`);
    expect(decoded.tables.otel_traces?.map((row) => [row.SpanName, row['Events.Name']])).toEqual([
      ['good', []],
      ['good', []],
    ]);
  });

  it('spans for wrong ids in their links, points for those in their exemplars', () => {
    expect(decodeBoth('traces', spans({ ...good, links: [{ traceId: 'ab' }] }, good))).toMatchObject({
      accepted: 1,
      rejected: 1,
    });
    const decoded = decodeBoth('metrics', gauge({ exemplars: [{ spanId: 'abcd' }] }, { asInt: '1' }));
    expect(decoded).toMatchObject({ accepted: 1, rejected: 1 });
    expect(decoded.rejectedMessage).toContain('Rejected data points: 1 with a span id');
    expect(decoded.tables.otel_metrics_gauge).toMatchObject([{ Value: 1, 'Exemplars.SpanId': [] }]);
  });

  it('for ids in JSON that are not hexadecimal', () => {
    const body = toJson(logs({ traceId: 'zz'.repeat(16) }, { spanId: 'a'.repeat(15) }, {}));
    expect(decode('logs', 'json', body)).toMatchObject({ accepted: 1, rejected: 2 });
  });

  const nested = (depth: number): object =>
    depth === 0
      ? { stringValue: 'leaf' }
      : { kvlistValue: { values: [{ key: 'k', value: { arrayValue: { values: [nested(depth - 1)] } } }] } };

  const nestedBytes = (depth: number): Buffer =>
    depth === 0
      ? field(1, 'leaf')
      : field(6, field(1, field(1, 'k'), field(2, field(5, field(1, nestedBytes(depth - 1))))));

  it('for values nested too deep, but not for as deep as allowed', () => {
    const json = toJson(logs({ body: nested(33) }, { body: nested(32) }));
    const records = [nestedBytes(33), nestedBytes(32)].map((body) => field(2, field(5, body)));
    const protobuf = field(1, field(2, ...records));
    for (const decoded of [decode('logs', 'json', json), decode('logs', 'protobuf', protobuf)]) {
      expect(decoded.tables.otel_logs?.map((row) => row.Body)).toEqual([
        `${'{"k":['.repeat(32)}"leaf"${']}'.repeat(32)}`,
      ]);
      expect(decoded.rejectedMessage).toBe(
        'Rejected log records: 1 with values nested more than 64 levels deep.',
      );
    }
  });

  it('for values nested so deep that a stack would not do', () => {
    let value: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 2_000; depth++) value = field(5, field(1, value));
    expect(decode('logs', 'protobuf', logRecord(field(5, value)))).toMatchObject({
      accepted: 0,
      rejected: 1,
    });
    const json = `{"arrayValue":{"values":[`;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json.repeat(100_000)}${']}}'.repeat(100_000)}}]}]}]}`;
    expect(decode('logs', 'json', Buffer.from(body))).toMatchObject({ accepted: 0, rejected: 1 });
  });

  it('but a resource or scope nested too deep refuses the request', () => {
    const attributes = [{ key: 'a', value: nested(33) }];
    const attribute = (number: number) => field(1, field(number, field(2, nestedBytes(33))));
    const bodies = [
      ['json', toJson({ resourceLogs: [{ resource: { attributes } }] })],
      ['json', toJson({ resourceLogs: [{ scopeLogs: [{ scope: { attributes } }] }] })],
      ['protobuf', field(1, attribute(1))],
      ['protobuf', field(1, field(2, attribute(3)))],
    ] as const;
    for (const [encoding, body] of bodies) {
      expect(errorOf(encoding, body).message).toContain('nested more than 64 levels deep');
    }
  });
});

describe('a small body', () => {
  it('that expands beyond all measure is refused', () => {
    const resource = field(1, field(1, field(1, 'k'), field(2, field(1, 'x'.repeat(1_000_000)))));
    const records = field(2, Buffer.concat(Array.from({ length: 10_000 }, () => field(2))));
    expect(errorOf('protobuf', field(1, resource, records)).code).toBe('payload_too_large');
    expect(decode('logs', 'protobuf', field(1, field(2, field(2)))).accepted).toBe(1);
  });
});

// Log records to rows of otel_logs, from both encodings.

import { describe, expect, it } from 'vitest';
import { decodeRequest } from './decode.ts';
import { ANY_TIME, decodeBoth, field } from './testing.ts';

const TIME = '1544712660300000001';
const TIME_NS = 1_544_712_660_300_000_001n;

const logs = (...logRecords: object[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const rowsOf = (request: object) => decodeBoth('logs', request).tables.otel_logs ?? [];
const rowOf = (record: object) => rowsOf(logs(record))[0];

/** The stored text of an attribute value. */
const stored = (value: object) => rowOf({ attributes: [{ key: 'a', value }] })?.LogAttributes;

describe('log records', () => {
  it('fill every column', () => {
    const request = {
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'checkout' } },
              { key: 'host.name', value: { stringValue: 'h1' } },
            ],
          },
          schemaUrl: 'https://schema/resource',
          scopeLogs: [
            {
              scope: {
                name: 'lib',
                version: '1.2.3',
                attributes: [{ key: 'scope.key', value: { boolValue: true } }],
                droppedAttributesCount: 3,
              },
              schemaUrl: 'https://schema/scope',
              logRecords: [
                {
                  timeUnixNano: TIME,
                  observedTimeUnixNano: '1544712660400000000',
                  severityNumber: 17,
                  severityText: 'ERROR',
                  body: { stringValue: 'it broke' },
                  attributes: [{ key: 'k', value: { intValue: '42' } }],
                  droppedAttributesCount: 1,
                  flags: 0x101,
                  traceId: '5b8efff798038103d269b633813fc60c',
                  spanId: 'eee19b7ec3c1b174',
                  eventName: 'device.broken',
                },
              ],
            },
          ],
        },
      ],
    };
    expect(decodeBoth('logs', request)).toEqual({
      tables: {
        otel_logs: [
          {
            Timestamp: TIME_NS,
            TraceId: '5b8efff798038103d269b633813fc60c',
            SpanId: 'eee19b7ec3c1b174',
            TraceFlags: 1,
            SeverityText: 'ERROR',
            SeverityNumber: 17,
            ServiceName: 'checkout',
            Body: 'it broke',
            ResourceSchemaUrl: 'https://schema/resource',
            ResourceAttributes: [
              ['host.name', 'h1'],
              ['service.name', 'checkout'],
            ],
            ScopeSchemaUrl: 'https://schema/scope',
            ScopeName: 'lib',
            ScopeVersion: '1.2.3',
            ScopeAttributes: [['scope.key', 'true']],
            LogAttributes: [['k', '42']],
            EventName: 'device.broken',
          },
        ],
      },
      accepted: 1,
      rejected: 0,
      rejectedMessage: '',
    });
  });

  it('have defaults for everything', () => {
    expect(rowOf({})).toMatchObject({
      TraceId: '',
      SpanId: '',
      SeverityNumber: 0,
      Body: '',
      LogAttributes: [],
    });
  });

  it.each([
    ['its own time', { timeUnixNano: TIME, observedTimeUnixNano: '5' }, TIME_NS],
    ['the time it was observed', { timeUnixNano: '0', observedTimeUnixNano: TIME }, TIME_NS],
    ['the time of arrival', {}, 1_760_000_000_123_456_789n],
  ])('take %s', (_name, record, expected) => {
    expect(rowOf(record)?.Timestamp).toBe(expected);
  });

  it('have no ids where those are all zero', () => {
    expect(rowOf({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) })).toMatchObject({
      TraceId: '',
      SpanId: '',
    });
  });

  it('belong to their resource and scope, in the order sent', () => {
    const scope = (name: string, ...bodies: string[]) => ({
      scope: { name },
      logRecords: bodies.map((body) => ({ body: { stringValue: body } })),
    });
    const resource = (name: string) => ({
      attributes: [{ key: 'service.name', value: { stringValue: name } }],
    });
    const rows = rowsOf({
      resourceLogs: [
        { resource: resource('a'), scopeLogs: [scope('s1', '1', '2'), scope('empty'), scope('s2', '3')] },
        { resource: resource('b') },
        { resource: resource('c'), scopeLogs: [scope('s1', '4')] },
        { scopeLogs: [scope('s1', '5')] },
      ],
    });
    expect(rows.map((row) => [row.ServiceName, row.ScopeName, row.Body])).toEqual([
      ['a', 's1', '1'],
      ['a', 's1', '2'],
      ['a', 's2', '3'],
      ['c', 's1', '4'],
      ['', 's1', '5'],
    ]);
  });

  it('succeed when there are none', () => {
    const nothing = { tables: {}, accepted: 0, rejected: 0, rejectedMessage: '' };
    expect(decodeBoth('logs', {})).toEqual(nothing);
    expect(decodeBoth('logs', logs())).toEqual(nothing);
  });
});

describe('values', () => {
  it.each([
    [{}, ''],
    [{ stringValue: '' }, ''],
    [{ stringValue: 'a\u0000b ü 漢 💥' }, 'a\u0000b ü 漢 💥'],
    [{ stringValue: 'x'.repeat(1_000) }, 'x'.repeat(1_000)],
    [{ boolValue: false }, 'false'],
    [{ intValue: '0' }, '0'],
    [{ intValue: '-1' }, '-1'],
    [{ intValue: '4294967296' }, '4294967296'],
    [{ intValue: '-9007199254740993' }, '-9007199254740993'],
    [{ intValue: '9223372036854775807' }, '9223372036854775807'],
    [{ intValue: '-9223372036854775808' }, '-9223372036854775808'],
    [{ doubleValue: 1 }, '1'],
    [{ doubleValue: 0.1 }, '0.1'],
    [{ doubleValue: 1e21 }, '1e+21'],
    [{ doubleValue: 'NaN' }, 'NaN'],
    [{ doubleValue: '-Infinity' }, '-Infinity'],
    [{ bytesValue: 'AP+A' }, 'AP+A'],
    [{ arrayValue: {} }, '[]'],
    [{ kvlistValue: {} }, '{}'],
    [
      {
        arrayValue: {
          values: [
            { stringValue: 'a"b' },
            { intValue: '9223372036854775807' },
            { doubleValue: 1.5 },
            { doubleValue: 'NaN' },
            { boolValue: true },
            { bytesValue: 'AP+A' },
            {},
            { arrayValue: { values: [{ stringValue: '<&>' }] } },
          ],
        },
      },
      '["a\\"b",9223372036854775807,1.5,"NaN",true,"AP+A",null,["<&>"]]',
    ],
    [
      {
        kvlistValue: {
          values: [
            { key: 'z', value: { intValue: '1' } },
            { key: '\u{1f4a5}', value: { intValue: '2' } },
            { key: '\uff5e', value: { intValue: '3' } },
            { key: 'a', value: { stringValue: 'first' } },
            { key: 'a', value: { stringValue: 'last' } },
            { key: 'none' },
          ],
        },
      },
      '{"a":"last","none":null,"z":1,"\uff5e":3,"\u{1f4a5}":2}',
    ],
  ])('%j is stored as %j', (value, expected) => {
    expect(stored(value)).toEqual([['a', expected]]);
    expect(rowOf({ body: value })?.Body).toBe(expected);
  });

  it('of resources are text too, and service.name is taken from them', () => {
    const request = {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { intValue: '7' } }] },
          scopeLogs: [{ logRecords: [{}, {}] }],
        },
      ],
    };
    expect(rowsOf(request).map((row) => row.ServiceName)).toEqual(['7', '7']);
  });
});

describe('attributes', () => {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

  it('are sorted by the bytes of their keys', () => {
    const keys = ['b', 'a.b', 'a', 'ab', '\u{1f4a5}', '\uff5e', 'Z', ''];
    const row = rowOf({ attributes: keys.map((key) => attribute(key, key)) });
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(row?.LogAttributes).toEqual(sorted.map((key) => [key, key]));
  });

  it.each([3, 40])('keep the last of %i equal keys', (count) => {
    const attributes = Array.from({ length: count }, (_, i) => attribute('same', String(i)));
    const row = rowOf({ attributes: [attribute('z', 'z'), ...attributes, attribute('a', 'a')] });
    expect(row?.LogAttributes).toEqual([
      ['a', 'a'],
      ['same', String(count - 1)],
      ['z', 'z'],
    ]);
  });

  it('may be ten thousand, in any order', () => {
    const count = 10_000;
    const one = field(6, field(1, 'key 0000'), field(2, field(1, 'value')));
    const attributes = Buffer.alloc(one.length * count, one);
    const digitsAt = one.indexOf('0000');
    for (let i = 0; i < count; i++) {
      const digits = String((i * 7_919) % count).padStart(4, '0');
      attributes.write(digits, i * one.length + digitsAt, 'latin1');
    }
    const body = field(1, field(2, field(2, attributes)));
    const { blocks, accepted } = decodeRequest('logs', 'protobuf', body, ANY_TIME);
    const column = blocks[0]?.block.columns.find(({ name }) => name === 'LogAttributes');
    expect(accepted).toBe(1);
    expect(column?.streams[0]).toEqual(Uint32Array.of(count));
    expect(column?.streams[1]?.subarray(0, 18)).toEqual(Buffer.from('\bkey 0000\bkey 0001'));
  });
});

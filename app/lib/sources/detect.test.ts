// What is guessed from the columns of tables as they are met in the field.
import { describe, expect, test } from 'vitest';
import { detectSource } from './detect.ts';
import type { TableInfo } from './table.server.ts';

/** A table from lines of `name type`. */
function table(columns: string, about: Partial<TableInfo> = {}): TableInfo {
  return {
    database: 'd',
    table: 't',
    engine: 'MergeTree',
    sortingKey: '',
    indexes: [],
    columns: columns
      .trim()
      .split('\n')
      .map((line) => line.trim())
      .map((line) => ({
        name: line.slice(0, line.indexOf(' ')),
        type: line.slice(line.indexOf(' ') + 1),
        isAlias: false,
      })),
    ...about,
  };
}

const OTEL_LOGS = `Timestamp DateTime64(9)
  TraceId String
  SpanId String
  SeverityText LowCardinality(String)
  SeverityNumber UInt8
  ServiceName LowCardinality(String)
  Body String
  ResourceAttributes Map(LowCardinality(String), String)
  ScopeName String
  ScopeVersion String
  ScopeAttributes Map(LowCardinality(String), String)
  LogAttributes Map(LowCardinality(String), String)
  EventName String
  Id UInt64`;
const OTEL_TRACES = `Timestamp DateTime64(9)
  TraceId String
  SpanId String
  ParentSpanId String
  SpanName LowCardinality(String)
  SpanKind LowCardinality(String)
  ServiceName LowCardinality(String)
  ResourceAttributes Map(LowCardinality(String), String)
  ScopeName String
  SpanAttributes Map(LowCardinality(String), String)
  Duration UInt64
  StatusCode LowCardinality(String)
  StatusMessage String`;

/** What was found, without what was not. */
function found(info: TableInfo) {
  return Object.fromEntries(Object.entries(detectSource(info).expressions).filter(([, text]) => text !== ''));
}

test('the logs of the OpenTelemetry exporter', () => {
  const info = table(OTEL_LOGS, {
    table: 'otel_logs',
    sortingKey: 'toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp',
  });
  expect(detectSource(info)).toMatchObject({
    name: 'Otel logs',
    kind: 'log',
    defaultColumns: ['timestamp', 'level', 'service', 'body'],
  });
  expect(found(info)).toEqual({
    timestamp: 'Timestamp',
    order: 'toStartOfFiveMinutes(Timestamp)',
    body: 'Body',
    service: 'ServiceName',
    severity: 'SeverityText',
    severityNumber: 'SeverityNumber',
    traceId: 'TraceId',
    spanId: 'SpanId',
    eventName: 'EventName',
    attributes: 'LogAttributes',
    resource: 'ResourceAttributes',
    scope: 'ScopeAttributes',
    scopeName: 'ScopeName',
    scopeVersion: 'ScopeVersion',
    rowId: 'Id',
  });
});

test('the spans of the OpenTelemetry exporter', () => {
  expect(detectSource(table(OTEL_TRACES))).toMatchObject({ kind: 'trace', durationUnit: 'ns' });
  expect(found(table(OTEL_TRACES))).toMatchObject({
    spanName: 'SpanName',
    body: 'SpanName',
    spanKind: 'SpanKind',
    statusCode: 'StatusCode',
    duration: 'Duration',
    attributes: 'SpanAttributes',
    parentSpanId: 'ParentSpanId',
  });
});

describe('tables of others', () => {
  test.each<[string, TableInfo, Record<string, string>]>([
    [
      'a shipper’s',
      table(
        '@timestamp DateTime64(3)\nlog.level LowCardinality(String)\nmessage String\nhost String\nlabels Map(String, String)',
      ),
      {
        timestamp: '`@timestamp`',
        severity: '`log.level`',
        body: 'message',
        service: 'host',
        attributes: 'labels',
      },
    ],
    [
      'service before host',
      table("ts DateTime\nmsg String\nhost String\nservice LowCardinality(String)\nlvl Enum8('a' = 1)"),
      { timestamp: 'ts', body: 'msg', service: 'service', severity: 'lvl' },
    ],
    [
      'a text index says what the body is',
      table('event_time DateTime\nname String\nstatement String', {
        indexes: [
          { name: 'i', type: 'tokenbf_v1', typeFull: 'tokenbf_v1(1, 2, 3)', expression: 'lower(statement)' },
        ],
      }),
      { timestamp: 'event_time', body: 'statement' },
    ],
    [
      'an index on an id says nothing',
      table('time DateTime\ntrace_id String\nmessage String', {
        indexes: [{ name: 'i', type: 'ngrambf_v1', typeFull: '', expression: 'trace_id' }],
      }),
      { timestamp: 'time', traceId: 'trace_id', body: 'message' },
    ],
    ['one JSON column', table('ts DateTime\ndoc JSON'), { timestamp: 'ts', attributes: 'doc' }],
    ['any DateTime when none has a name', table('x DateTime\ny String'), { timestamp: 'x' }],
    [
      'a Nullable time',
      table('ts Nullable(DateTime)\nmsg String'),
      { timestamp: 'assumeNotNull(ts)', body: 'msg' },
    ],
    [
      'a time in text',
      table('timestamp String\nmsg String'),
      { timestamp: 'parseDateTime64BestEffortOrZero(timestamp, 3)', body: 'msg' },
    ],
    [
      'a time in milliseconds',
      table('timestamp_ms UInt64\nmsg String'),
      { timestamp: 'fromUnixTimestamp64Milli(toInt64(timestamp_ms))', body: 'msg' },
    ],
    ['nothing', table('a UInt8\nb Float64'), {}],
    [
      'an order that is no function of the time',
      table('ts DateTime\nmsg String', { sortingKey: 'cityHash64(msg), ts' }),
      { timestamp: 'ts', body: 'msg' },
    ],
    [
      'an order with an interval',
      table('ts DateTime\nmsg String', { sortingKey: 'toStartOfInterval(ts, toIntervalMinute(10)), msg' }),
      { timestamp: 'ts', body: 'msg', order: 'toStartOfInterval(ts, toIntervalMinute(10))' },
    ],
  ])('%s', (_, info, expected) => expect(found(info)).toEqual(expected));

  test('where there is no body, the columns themselves are shown', () => {
    const info = table('day DateTime\nuser String\nclicks UInt32\nlist Array(String)');
    expect(detectSource(info).defaultColumns).toEqual(['timestamp', 'user', 'clicks']);
  });

  test.each([
    ['duration_ms', 'ms'],
    ['durationMicros', 'us'],
    ['elapsed', 'ns'],
    ['duration_seconds', 's'],
  ])('the unit of %s', (name, unit) => {
    const info = table(`ts DateTime\ntrace_id String\nspan_id String\n${name} Float64\noperation String`);
    expect(detectSource(info)).toMatchObject({ kind: 'trace', durationUnit: unit });
  });
});

// Test support: the small fixed tables that the language's cases are asked of. A row's number is its place.
import type { ModelRow } from './evaluate.ts';
import { jsonTable, logsTable, plainTable, type SearchTable, spansTable } from './testing-tables.ts';

const SECOND = 1_000_000_000n;
/** 2026-01-01T00:00:00Z */
const START = 1_767_225_600n * SECOND;

function rows(table: SearchTable, defaults: ModelRow, list: readonly ModelRow[]) {
  return {
    table,
    rows: list.map((row, index) => ({ Id: BigInt(index), ...defaults, ...row })),
  };
}

const time = (seconds: number) => START + BigInt(seconds) * SECOND;

/** By the name that a case begins with. */
export const CASE_TABLES: Readonly<Record<string, { table: SearchTable; rows: readonly ModelRow[] }>> = {
  logs: rows(
    logsTable,
    {
      Timestamp: START,
      TraceId: '',
      SpanId: '',
      TraceFlags: 0n,
      SeverityText: 'INFO',
      SeverityNumber: 9n,
      ServiceName: 'cart',
      Body: '',
      ResourceAttributes: {},
      ScopeName: '',
      ScopeAttributes: {},
      LogAttributes: {},
      EventName: '',
    },
    [
      {
        Body: 'Connection refused by upstream 10.0.0.1:5432',
        SeverityText: 'ERROR',
        SeverityNumber: 17n,
        TraceId: '0af7651916cd43dd8448eb211c80319c',
        LogAttributes: { 'http.status_code': '500', 'http.route': '/api/cart', latency: '250', size: '1024' },
        ResourceAttributes: { 'k8s.pod.name': 'cart-1', both: 'resource' },
      },
      {
        Body: 'connection REFUSED, giving up',
        SeverityText: 'Err',
        SeverityNumber: 0n,
        Timestamp: time(1),
        LogAttributes: { 'http.status_code': '404', latency: '1.5s', size: '2KiB', both: 'log' },
        ResourceAttributes: { 'k8s.pod.name': 'cart-12', both: 'resource' },
      },
      {
        Body: 'GET /api/cart/42 200 in 12ms user_id=7',
        Timestamp: time(2),
        LogAttributes: {
          'http.status_code': '200',
          'http.route': '/api/cart/42',
          latency: '12',
          'user.id': '7',
        },
        ResourceAttributes: { 'k8s.pod.name': 'cart-2' },
        TraceFlags: 1n,
      },
      {
        Body: 'payment timed out after 3 retries',
        ServiceName: 'checkout',
        SeverityText: 'WARN',
        SeverityNumber: 13n,
        Timestamp: time(3),
        LogAttributes: { 'http.status_code': 'n/a', latency: 'nan', 'user.id': '9007199254740993' },
        EventName: 'payment.timeout',
      },
      {
        Body: 'Größe übergelaufen: Straße 7',
        SeverityText: 'Warning',
        SeverityNumber: 0n,
        Timestamp: time(4),
        LogAttributes: { latency: 'inf', 'odd key': 'it\'s "quoted" \\ 100%' },
      },
      {
        Body: 'reconnection refusedly handled',
        ServiceName: 'Cart',
        SeverityText: '',
        SeverityNumber: 21n,
        Timestamp: time(5),
        LogAttributes: { empty: '', both: '', size: '10MB' },
        ResourceAttributes: { both: 'resource', 'host.name': 'node-a' },
      },
      {
        Body: '100% of disk C:\\temp used, "quoted"',
        SeverityText: 'DEBUG',
        SeverityNumber: 5n,
        Timestamp: time(6),
        LogAttributes: { 'http.status_code': '0500', latency: '-1', size: '1e3' },
        ScopeName: 'io.shop.disk',
        ScopeAttributes: { lib: 'disk' },
      },
      { Body: '', SeverityText: '', SeverityNumber: 0n, ServiceName: '', Timestamp: time(7) },
      {
        Body: 'ОШИБКА: order placed\nsecond line with nul \0 byte',
        SeverityText: 'notice',
        SeverityNumber: 0n,
        Timestamp: time(8) + 1n,
        TraceId: '0af7651916cd43dd8448eb211c80319d',
        SpanId: 'b7ad6b7169203331',
        LogAttributes: { 'user.id': '[a]', 'http.route': '/api/*' },
      },
      {
        Body: 'Ошибка 日本語 のログ fe80::1 https://shop.example/a?b=c',
        SeverityText: 'E',
        SeverityNumber: 0n,
        Timestamp: time(9),
        LogAttributes: { 'user.id': 'größe', latency: '7us' },
        ResourceAttributes: { 'host.name': 'node-b', 'service.version': '1.2.3' },
      },
    ],
  ),
  spans: rows(
    spansTable,
    {
      Timestamp: START,
      TraceId: 'aa',
      ParentSpanId: '',
      SpanName: 'GET /cart',
      SpanKind: 'Server',
      ServiceName: 'cart',
      ResourceAttributes: {},
      SpanAttributes: {},
      Duration: 0n,
      StatusCode: 'Unset',
      StatusMessage: '',
      'Events.Name': [],
      'Events.Attributes': [],
    },
    [
      { Duration: 250_000_000n, SpanAttributes: { 'http.status_code': '200' } },
      {
        Duration: 1_500_000_000n,
        StatusCode: 'Error',
        StatusMessage: 'deadline exceeded',
        'Events.Name': ['exception'],
        'Events.Attributes': [{ 'exception.type': 'TimeoutError', 'exception.message': 'no answer in 5 s' }],
      },
      { Duration: 7_000n, SpanKind: 'Client', SpanName: 'db.query', ParentSpanId: 'b1', ServiceName: 'db' },
      {
        Duration: 60_000_000_000n,
        SpanKind: 'Internal',
        SpanName: 'charge card',
        'Events.Name': ['retry', 'exception'],
        'Events.Attributes': [{ attempt: '3' }, { 'exception.type': 'Declined', 'exception.message': '' }],
      },
      { Duration: 1n, SpanKind: '', StatusCode: 'Ok', ResourceAttributes: { 'host.name': 'h1' } },
    ],
  ),
  plain: rows(
    plainTable,
    {
      at: START,
      note: 'hello world',
      sev: 'info',
      svc: 'api',
      code: 'abc',
      colour: 'red',
      uid: '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
      ip: '10.0.0.1',
      n: 0n,
      big: 0n,
      maybe: null,
      ratio: 0,
      small: 0,
      ok: false,
      okay: null,
      took: 0,
      seen: null,
      tags: [],
      nums: [],
      labels: {},
    },
    [
      { n: 5n, ratio: 0.5, ok: true, tags: ['a', 'b c'], labels: { team: 'red' } },
      { note: null, sev: null, n: -5n, maybe: 5n, okay: true, seen: time(60), nums: [1n, 200n] },
      {
        note: 'Hello Again',
        sev: 'ERROR',
        colour: 'green',
        big: 18_446_744_073_709_551_615n,
        small: 0.10000000149011612,
      },
      {
        note: '',
        svc: '',
        code: '',
        ip: '192.168.0.7',
        maybe: 0n,
        took: 1500,
        labels: { team: '', 'x.y': '7' },
      },
      {
        at: time(60),
        took: 0.25,
        ratio: -1.5,
        okay: false,
        uid: '00000000-0000-0000-0000-000000000000',
        tags: [''],
      },
    ],
  ),
  json: rows(
    jsonTable,
    { Timestamp: START, Body: 'text', Level: 'info', Number: 0n, Attributes: {}, Resource: {} },
    [
      { Attributes: { 'http.route': '/cart', 'http.status_code': '500' }, Resource: { 'host.name': 'a' } },
      { Attributes: { both: 'log' }, Resource: { both: 'resource' }, Level: 'error' },
      { Resource: { both: 'resource', 'k8s.pod.name': 'p-1' }, Number: 17n },
      { Attributes: { both: '', latency: '1.5s' }, Resource: { both: 'resource' } },
    ],
  ),
};

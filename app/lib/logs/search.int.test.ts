// Searching a real otel_logs: pages against the whole list, and the text index against a plain evaluation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { type LogRow, logSearchRequest } from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;
/** Every row, newest first. */
let everything: LogRow[];

const BODIES = [
  'Connection refused by upstream 10.0.0.1:5432',
  'connection REFUSED, giving up',
  'GET /api/cart/42 200 in 12ms user_id=7',
  'payment timed out after 3 retries',
  'Größe übergelaufen: Straße 7',
  'reconnection refusedly handled',
  '100% of disk C:\\temp used, "quoted"',
  '',
];

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  // 2,100 rows over 30 days, ever denser towards now, 7 of them in each instant.
  const bodies = raw(`[${BODIES.map((body) => `'${body.replace(/[\\']/g, '\\$&')}'`).join(', ')}]`);
  await clickhouse.command(sql`INSERT INTO ${ident('otel', 'otel_logs')}
    (Timestamp, ServiceName, SeverityText, SeverityNumber, Body, LogAttributes, TraceId)
    SELECT fromUnixTimestamp64Nano(toInt64(${raw(String(NOW))} * 1000000 - 1 - toInt64(pow(intDiv(number, 7) / 300, 3) * 30 * ${raw(String(DAY))}) * 1000000)),
      concat('service-', toString(number % 5)), if(number % 10 = 0, 'ERROR', 'INFO'), if(number % 10 = 0, 17, 9),
      ${bodies}[1 + number % ${raw(String(BODIES.length))}], map('n', toString(number)), lower(hex(MD5(toString(number))))
    FROM numbers(2100)`);
  everything = (await allPages({ from: 'now-31d', limit: 1000 })).flat();
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function allPages(request: object): Promise<LogRow[][]> {
  const pages: LogRow[][] = [];
  let cursor: string | undefined;
  do {
    const answer = await searchLogs(reader, tenant, logSearchRequest.parse({ ...request, cursor }));
    pages.push(answer.rows);
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

describe('pages', () => {
  test.each([
    ['desc', 1000],
    ['desc', 333],
    ['asc', 333],
    ['asc', 1000],
  ] as const)(
    'of order %s and size %i hold every row once, in order, through equal timestamps',
    async (order, limit) => {
      const pages = await allPages({ from: 'now-31d', to: 'now', order, limit });
      const rows = pages.flat();
      expect(rows).toHaveLength(2100);
      expect(new Set(rows.map((row) => row.id)).size).toBe(2100);
      expect(new Set(rows.map((row) => row.attributes.n)).size).toBe(2100);
      const times = rows.map((row) => row.timestamp);
      expect(times).toEqual(order === 'desc' ? times.toSorted().reverse() : times.toSorted());
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
    },
  );

  test('keep the range of the first page while "now" moves on', async () => {
    const first = await searchLogs(reader, tenant, logSearchRequest.parse({ from: 'now-1h', limit: 10 }));
    const later = { ...reader, now: () => NOW + 10 * DAY };
    const request = logSearchRequest.parse({ from: 'now-1h', limit: 1000, cursor: first.nextCursor ?? '' });
    const rest = await searchLogs(later, tenant, request);
    const whole = await searchLogs(reader, tenant, logSearchRequest.parse({ from: 'now-1h', limit: 1000 }));
    expect([...first.rows, ...rest.rows].map((row) => row.id)).toEqual(whole.rows.map((row) => row.id));
  });

  test('are bounded by the range: from is in, to is not', async () => {
    const middle = everything[1000]?.timestamp ?? '';
    const newer = (await allPages({ from: middle, to: 'now', limit: 1000 })).flat();
    const older = (await allPages({ from: 'now-31d', to: middle, limit: 1000 })).flat();
    expect(newer).toEqual(everything.filter((row) => row.timestamp >= middle));
    expect(older).toEqual(everything.filter((row) => row.timestamp < middle));
    expect(newer.filter((row) => row.timestamp === middle).length).toBeGreaterThan(1);
  });
});

/** An evaluation of the language that shares no code with the compiler. */
function matches(body: string, query: { words?: string[]; phrases?: string[] }): boolean {
  const text = body.toLowerCase();
  const tokens = new Set(text.split(/[^a-z0-9\u0080-\uffff]+/));
  return (
    (query.words ?? []).every((word) => tokens.has(word.toLowerCase())) &&
    (query.phrases ?? []).every((phrase) => text.includes(phrase.toLowerCase()))
  );
}

test.each([
  ['refused', { words: ['refused'] }],
  ['REFUSED connection', { words: ['refused', 'connection'] }],
  ['"connection refused"', { phrases: ['connection refused'] }],
  ['"onnection refused by up"', { phrases: ['onnection refused by up'] }],
  ['10.0.0.1', { phrases: ['10.0.0.1'] }],
  ['10.0.0.1:5432', { phrases: ['10.0.0.1:5432'] }],
  ['user_id=7', { phrases: ['user_id=7'] }],
  ['7', { words: ['7'] }],
  ['/api/cart', { phrases: ['/api/cart'] }],
  ['"100%"', { phrases: ['100%'] }],
  ['"C:\\\\temp"', { phrases: ['c:\\temp'] }],
  ['"\\"quoted\\""', { phrases: ['"quoted"'] }],
  ['Straße', { words: ['straße'] }],
  ['nowhere', { words: ['nowhere'] }],
  ['" "', { phrases: [' '] }],
  ['a"b"', { words: ['a', 'b'].slice(0, 1), phrases: ['b'] }],
])('%s finds exactly the rows that match', async (query, plain) => {
  const found = (await allPages({ from: 'now-31d', query, limit: 1000 })).flat();
  const expected = everything.filter((row) => matches(row.body, plain));
  expect(found.map((row) => row.id)).toEqual(expected.map((row) => row.id));
});

test('as many words as are allowed, and a long phrase, are answered', async () => {
  const words = Array.from({ length: 63 }, (_, n) => `absent${n}`).join(' ');
  expect((await allPages({ from: 'now-31d', query: `refused ${words}` })).flat()).toEqual([]);
  const phrase = Array.from({ length: 1000 }, (_, n) => `w${n}`).join(' ');
  expect((await allPages({ from: 'now-31d', query: `"${phrase}"` })).flat()).toEqual([]);
});

test('a row has every field of the record', async () => {
  await clickhouse.command(sql`INSERT INTO ${ident('otel', 'otel_logs')}
    (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName,
     ScopeVersion, ScopeAttributes, LogAttributes, EventName)
    VALUES ('2020-01-02 03:04:05.123456789', 'aa', 'bb', 'Warn', 13, 'shop', 'line 1\nline 2', {'host.name': 'h'}, 'scope', '1.2',
     {'s': 't'}, {'k': 'v', 'ü': ''}, 'event')`);
  const { rows } = await searchLogs(
    reader,
    tenant,
    logSearchRequest.parse({ from: '2020-01-02', to: '2020-01-03' }),
  );
  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^1577934245123456789-\d+$/),
      timestamp: '2020-01-02T03:04:05.123456789Z',
      service: 'shop',
      severity: 'Warn',
      severityNumber: 13,
      body: 'line 1\nline 2',
      traceId: 'aa',
      spanId: 'bb',
      eventName: 'event',
      attributes: { k: 'v', ü: '' },
      resource: { 'host.name': 'h' },
      scope: { name: 'scope', version: '1.2', attributes: { s: 't' } },
    },
  ]);
});

test('pages of large rows end early, and together hold every row', async () => {
  await clickhouse.command(sql`INSERT INTO ${ident('otel', 'otel_logs')} (Timestamp, Body, LogAttributes)
    SELECT toDateTime64('2021-01-02 03:04:05', 9), repeat('xxxxxxxxxxxxxxx', 100000), map('n', toString(number)) FROM numbers(20)`);
  await clickhouse.command(sql`INSERT INTO ${ident('otel', 'otel_logs')} (Timestamp, Body, LogAttributes)
    VALUES ('2021-01-02 03:04:06', repeat('yyyyyyyyyyyyyyyyyyyy', 1000000), map('n', 'huge'))`);
  for (const order of ['desc', 'asc']) {
    const pages = await allPages({ from: '2021-01-02', to: '2021-01-03', order, limit: 1000 });
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages.slice(1, -1)) expect(page.length).toBeLessThanOrEqual(6);
    expect(new Set(pages.flat().map((row) => row.attributes.n)).size).toBe(21);
    expect(pages.flat()).toHaveLength(21);
  }
});

test.each([
  [{ query: 'x AND' }, 'bad_request'],
  [{ cursor: 'bogus' }, 'bad_request'],
  [{ from: 'now', to: 'now-1h' }, 'bad_request'],
  [{ from: 'yesterday' }, 'bad_request'],
])('%j is refused as %s', async (request, code) => {
  const failure = searchLogs(reader, tenant, logSearchRequest.parse(request));
  await expect(failure).rejects.toSatisfy((error) => error instanceof AppError && error.code === code);
});

test('an aborted search is cancelled', async () => {
  const abort = new AbortController();
  abort.abort();
  const failure = searchLogs(reader, tenant, logSearchRequest.parse({ from: 'now-31d' }), abort.signal);
  await expect(failure).rejects.toMatchObject({ code: 'cancelled' });
});

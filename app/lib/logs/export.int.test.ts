// Exports on the real engine: every row once and in order, whatever it holds, and never a short file that looks whole.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { param, sql } from '#app/lib/sql/sql.ts';
import { exportLogs } from './export.server.ts';
import { type LogRow, logExportRequest, logSearchRequest } from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from './testing.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ROWS = 300_000;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW, limits: { maxSeconds: 1 } });
  // Most of them within a minute, three in each instant.
  await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, ServiceName, SeverityNumber, Body, LogAttributes)
    SELECT fromUnixTimestamp64Nano(toInt64(${param('Int64', BigInt(NOW) * 1_000_000n)}
      - if(number % 10 = 0, intDiv(number, 3) * 30000000, intDiv(number, 3) * 500) - 1)),
      concat('service-', toString(number % 7)), number % 24, concat('row ', toString(number)), map('n', toString(number))
    FROM numbers(${param('UInt64', ROWS)})`);
  await clickhouse.command(
    sql`CREATE TABLE otel.plain (at DateTime, message String, data JSON, amount Float64) ENGINE = MergeTree ORDER BY at`,
  );
  await clickhouse.command(sql`INSERT INTO otel.plain SELECT
    toDateTime(${param('Int64', NOW / 1000)}) - number, concat('m', toString(number)), '{"a":{"b":1},"c":"x"}', number / 2
    FROM numbers(100)`);
  reader.add('plain', { timestamp: 'at', body: 'message', attributes: 'data' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function exported(request: object): Promise<{ text: string; fileName: string; mostRows: number }> {
  const { body, ...about } = await exportLogs(reader, testTenant, logExportRequest.parse(request));
  return { ...about, text: await new Response(body).text() };
}

const linesOf = (text: string): LogRow[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** Cells of a CSV text by RFC 4180, written from the RFC. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`not CSV at ${text.slice(0, 100)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

async function runningStatements(): Promise<number> {
  const { rows } = await clickhouse.query<{ count: string }>(
    sql`SELECT count() AS count FROM system.processes WHERE query LIKE '%scopeVersion%' AND query NOT LIKE '%system.processes%'`,
  );
  return Number(rows[0]?.count);
}

test('CSV has the attributes of a JSON column as JSON, once', async () => {
  const { text } = await exported({ source: 'plain', from: 'now-1h', format: 'csv' });
  const [header = [], first = []] = cellsOf(text);
  expect(JSON.parse(first[header.indexOf('attributes')] ?? '')).toEqual({ a: { b: 1 }, c: 'x' });
  expect(first[header.indexOf('resource')]).toBe('{}');
});

describe('NDJSON', () => {
  test.each(['desc', 'asc'] as const)('has every row once, in order of time (%s)', async (order) => {
    const { text, fileName, mostRows } = await exported({ from: 'now-7d', to: 'now', order });
    const rows = linesOf(text);
    expect(rows).toHaveLength(ROWS);
    expect(mostRows).toBe(ROWS);
    expect(new Set(rows.map(({ attributes }) => attributes.n)).size).toBe(ROWS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(ROWS);
    const isOrdered = rows.every(({ timestamp }, index) => {
      const before = rows[index - 1]?.timestamp ?? timestamp;
      return order === 'asc' ? before <= timestamp : before >= timestamp;
    });
    expect(isOrdered).toBe(true);
    expect(fileName).toBe('maple-logs-20261115T120000Z-20261122T120000Z.ndjson');
  });

  test('has the rows of the search, as the search answers them', async () => {
    const request = {
      from: 'now-7d',
      query: 'attributes.n:(42 OR 4242) OR "row 770"',
      columns: ['service', 'attributes.n'],
    };
    const { rows } = await searchLogs(
      reader,
      testTenant,
      logSearchRequest.parse({ ...request, limit: 1_000 }),
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(linesOf((await exported(request)).text)).toEqual(rows);
  });

  test('of another table keeps its JSON', async () => {
    const rows = linesOf((await exported({ source: 'plain', from: 'now-1h', to: 'now+1s' })).text);
    expect(rows).toHaveLength(100);
    expect(rows[1]).toMatchObject({
      timestamp: '2026-11-22T11:59:59.000000000Z',
      body: 'm1',
      attributes: { a: { b: 1 }, c: 'x' },
      resource: {},
    });
  });

  test('of nothing is empty', async () => {
    expect((await exported({ query: 'nothingofthiskind' })).text).toBe('');
    expect((await exported({ from: 'now-300d', to: 'now-299d' })).text).toBe('');
  });
});

describe('CSV', () => {
  const HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    '+cmd|" /C calc"!A0',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '＝1',
    '-12.5e3',
    '+7',
    'a "quoted", comma\r\nand line',
    'größe 😀',
    '',
  ];

  test('is RFC 4180, and no cell runs as a formula', async () => {
    await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, ServiceName, SeverityNumber, Body, LogAttributes)
      SELECT fromUnixTimestamp64Nano(toInt64(${param('Int64', BigInt(NOW - 86_400_000 * 20) * 1_000_000n)}) + n), '=service', 9,
        body, map('=key', '=value', 'quote', '"')
      FROM (SELECT arrayJoin(arrayEnumerate(bodies)) AS n, bodies[n] AS body FROM (SELECT ${param('Array(String)', HOSTILE)} AS bodies))`);
    await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, Body)
      SELECT fromUnixTimestamp64Nano(toInt64(${param('Int64', BigInt(NOW - 86_400_000 * 20) * 1_000_000n)}) + 99), unhex('61FF62')`);
    const { text, fileName } = await exported({
      from: 'now-21d',
      to: 'now-19d',
      format: 'csv',
      order: 'asc',
    });
    const [header, ...rows] = cellsOf(text);
    expect(fileName).toMatch(/\.csv$/);
    expect(header?.slice(0, 5)).toEqual(['timestamp', 'severity', 'severityNumber', 'service', 'body']);
    expect(rows.every((row) => row.length === header?.length)).toBe(true);
    expect(rows.map((row) => row[4])).toEqual([
      ...HOSTILE.slice(0, 7).map((body) => `'${body}`),
      ...HOSTILE.slice(7),
      'a\ufffdb',
    ]);
    expect(rows[0]?.[0]).toBe('2026-11-02T12:00:00.000000001Z');
    expect(rows[0]?.[3]).toBe("'=service");
    expect(JSON.parse(rows[0]?.[header?.indexOf('attributes') ?? 0] ?? '')).toEqual({
      '=key': '=value',
      quote: '"',
    });
  });

  test('has the columns that were chosen, behind time and body', async () => {
    const { text } = await exported({
      from: 'now-7d',
      query: '"row 4242"',
      format: 'csv',
      columns: ['service', 'attributes.n', 'attributes."=x'],
    });
    const [header, ...rows] = cellsOf(text);
    expect(header).toEqual(['timestamp', 'body', 'service', 'attributes.n', 'attributes."=x']);
    expect(rows.map((row) => row.slice(1))).toContainEqual(['row 4242', 'service-0', '4242', '']);
  });
});

describe('an export', () => {
  const everything = logExportRequest.parse({ from: 'now-7d' });

  test('that is given up ends in the engine', async () => {
    const { body } = await exportLogs(reader, testTenant, everything);
    const stream = body.getReader();
    await stream.read();
    expect(reader.running.list(testTenant)).toMatchObject([{ kind: 'logs.export' }]);
    await stream.cancel();
    await vi.waitFor(async () => expect(await runningStatements()).toBe(0), { timeout: 10_000 });
    await vi.waitFor(() => expect(reader.running.list(testTenant)).toEqual([]));
  });

  test('whose client leaves before it reads anything ends too', async () => {
    const gone = new AbortController();
    await exportLogs(reader, testTenant, everything, gone.signal);
    gone.abort();
    await vi.waitFor(() => expect(reader.running.list(testTenant)).toEqual([]));
  });

  test('that is cancelled by its id breaks off', async () => {
    const operationId = crypto.randomUUID();
    const { body } = await exportLogs(reader, testTenant, { ...everything, operationId });
    const stream = body.getReader();
    await stream.read();
    reader.running.cancel(testTenant, operationId);
    await expect(drained(stream)).rejects.toThrow();
    await vi.waitFor(async () => expect(await runningStatements()).toBe(0), { timeout: 10_000 });
  });

  test('is not cut by the limit on time while its client is slow', async () => {
    const { body } = await exportLogs(reader, testTenant, { ...everything, query: 'row', order: 'asc' });
    const stream = body.getReader();
    const first = await stream.read();
    await sleep(1_500);
    const rest = await drained(stream);
    expect((Buffer.from(first.value ?? []).toString() + rest).split('\n')).toHaveLength(ROWS + 1);
  });

  test('beyond four at once is refused', async () => {
    const four = await Promise.all([1, 2, 3, 4].map(() => exportLogs(reader, testTenant, everything)));
    await expect(exportLogs(reader, testTenant, everything)).rejects.toMatchObject({ code: 'rate_limited' });
    for (const { body } of four) await body.cancel();
    await vi.waitFor(() => expect(reader.running.list(testTenant)).toEqual([]));
    await (await exportLogs(reader, testTenant, everything)).body.cancel();
  });

  test('says what is wrong with it before it begins', async () => {
    const asked = (request: object) => exportLogs(reader, testTenant, logExportRequest.parse(request));
    await expect(asked({ query: '"open' })).rejects.toMatchObject({
      code: 'bad_request',
      position: { from: 0 },
    });
    await expect(asked({ source: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(asked({ from: 'now', to: 'now-1h' })).rejects.toMatchObject({ code: 'bad_request' });
    expect(reader.running.list(testTenant)).toEqual([]);
  });

  test.each(['ndjson', 'csv'])('that reaches a limit at once says which (%s)', async (format) => {
    const narrow = createTestReader(clickhouse, { now: () => NOW, limits: { maxRows: 250 } });
    narrow.add('plain', { timestamp: 'at', body: 'message', attributes: 'data' });
    await expect(
      exportLogs(narrow, testTenant, logExportRequest.parse({ ...everything, format })),
    ).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: expect.stringContaining('250'),
    });
    // The count has enough with one column; the rows do not.
    const small = createTestReader(clickhouse, { now: () => NOW, limits: { maxMemoryBytes: 1_000_000 } });
    small.add('plain', { timestamp: 'at', body: 'message', attributes: 'data' });
    await expect(
      exportLogs(
        small,
        testTenant,
        logExportRequest.parse({
          ...everything,
          format,
          query: 'repeat(message, 100000) != toString(at)',
          language: 'sql',
          source: 'plain',
        }),
      ),
    ).rejects.toMatchObject({ code: 'limit_exceeded' });
    expect(small.running.list(testTenant)).toEqual([]);
  });

  test('that the engine fails in the middle breaks off', async () => {
    const { body } = await exportLogs(reader, testTenant, everything);
    const stream = body.getReader();
    await stream.read();
    process.kill(engine.engine.pid ?? 0, 'SIGKILL');
    await expect(drained(stream)).rejects.toMatchObject({ name: 'AppError' });
  });
});

async function drained(stream: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return Buffer.concat(parts).toString();
    parts.push(value);
  }
}

// Pages over a real engine: walks through any table, with rows that share everything, that arrive late, and that are large.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, param, raw, sql } from '#app/lib/sql/sql.ts';
import { logsAround } from './context.server.ts';
import { type LogRow, logContextRequest, logSearchRequest } from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

const NOW = Date.now();
const HOUR = 3_600_000;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const search = (request: object) => searchLogs(reader, tenant, logSearchRequest.parse(request));

/** All pages; `between` runs after each page. */
async function walk(request: object, between?: () => Promise<void>): Promise<LogRow[][]> {
  const pages: LogRow[][] = [];
  let cursor: string | undefined;
  do {
    const answer = await search({ ...request, cursor });
    pages.push(answer.rows);
    cursor = answer.nextCursor ?? undefined;
    await between?.();
  } while (cursor !== undefined);
  return pages;
}

/** What a plain user table is made of: few distinct rows, so that many are the same in everything. */
interface Plain {
  readonly ms: number;
  readonly text: string;
}

const TYPES = ['DateTime64(3)', 'DateTime', "DateTime64(6, 'Asia/Kathmandu')", 'DateTime64(9)'] as const;

async function makeTable(name: string, type: string, order: string, rows: readonly Plain[]): Promise<void> {
  const table = ident('otel', name);
  await clickhouse.command(sql`DROP TABLE IF EXISTS ${table}`);
  await clickhouse.command(
    sql`CREATE TABLE ${table} (at ${raw(type)}, text String, n Nullable(UInt32)) ENGINE = MergeTree ORDER BY ${raw(order)}`,
  );
  await insert(name, rows);
  reader.add(name, {
    timestamp: 'at',
    body: 'text',
    order: order.startsWith('toStart') ? 'toStartOfHour(at)' : '',
  });
  reader.forget();
}

async function insert(name: string, rows: readonly Plain[]): Promise<void> {
  if (rows.length === 0) return;
  await clickhouse.command(sql`INSERT INTO ${ident('otel', name)}
    SELECT fromUnixTimestamp64Milli(row.1), row.2, if(row.2 = 'a', NULL, 7)
    FROM (SELECT arrayJoin(arrayZip(${param(
      'Array(Int64)',
      rows.map(({ ms }) => ms),
    )}, ${param(
      'Array(String)',
      rows.map(({ text }) => text),
    )})) AS row)`);
}

const plainRow = fc.record({
  // Whole seconds, which every type can tell.
  ms: fc.integer({ min: 0, max: 40 }).map((step) => Math.floor(NOW / 1000) * 1000 - 1000 - step ** 3 * 1000),
  text: fc.constantFrom('a', 'b', 'c'),
});
const key = ({ ms, text }: Plain) => `${new Date(ms).toISOString().slice(0, 19)} ${text}`;
const keyOf = ({ timestamp, body }: LogRow) => `${timestamp.slice(0, 19)} ${body}`;

describe('a table that Maple did not make', () => {
  test.each(TYPES)('with a %s: each row is on one page, however many are the same', async (type) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plainRow, { minLength: 1, maxLength: 60 }),
        fc.constantFrom('at', 'text', '(toStartOfHour(at), at)'),
        fc.constantFrom('asc', 'desc'),
        fc.integer({ min: 1, max: 25 }),
        async (rows, tableOrder, order, limit) => {
          await makeTable('plain', type, tableOrder, rows);
          const pages = await walk({ source: 'plain', from: NOW - 48 * HOUR, to: NOW, order, limit });
          const found = pages.flat();
          expect(found.map(keyOf).toSorted()).toEqual(rows.map(key).toSorted());
          const times = found.map(({ timestamp }) => timestamp);
          expect(times).toEqual(order === 'asc' ? times.toSorted() : times.toSorted().reverse());
          for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('other columns are attributes, chosen ones come by name, and words are searched', async () => {
    await makeTable('plain', 'DateTime64(3)', 'at', [
      { ms: NOW - 1, text: 'b' },
      { ms: NOW - 2, text: 'a' },
    ]);
    const { rows } = await search({ source: 'plain', from: 'now-1h', columns: ['n', 'body', 'timestamp'] });
    expect(
      rows.map(({ attributes, service, severityNumber }) => [attributes, service, severityNumber]),
    ).toEqual([
      [{ n: '7' }, '', 0],
      [{}, '', 0],
    ]);
    expect(rows[0]?.columns).toMatchObject({ n: '7', body: 'b' });
    expect(rows[1]?.columns).toMatchObject({ n: '', body: 'a' });
    const words = await search({ source: 'plain', from: 'now-1h', query: 'A' });
    expect(words.rows.map(({ body }) => body)).toEqual(['a']);
    const where = await search({ source: 'plain', from: 'now-1h', query: 'n > 6', language: 'sql' });
    expect(where.rows.map(({ body }) => body)).toEqual(['b']);
  });

  test('a filter of the source always holds', async () => {
    await makeTable('plain', 'DateTime', 'at', [
      { ms: NOW - 5_000, text: 'a' },
      { ms: NOW - 6_000, text: 'b' },
    ]);
    reader.add('plain', { timestamp: 'at', body: 'text', filter: "text != 'a'" });
    reader.forget();
    expect((await walk({ source: 'plain', from: 'now-1h' })).flat().map(keyOf)).toHaveLength(1);
    const { rows } = await search({ source: 'plain', from: 'now-1h', query: 'a OR b' });
    expect(rows.map(({ body }) => body)).toEqual(['b']);
  });

  test('a table that is gone is not found', async () => {
    await makeTable('gone', 'DateTime', 'at', []);
    await search({ source: 'gone', from: 'now-1h' });
    await clickhouse.command(sql`DROP TABLE otel.gone`);
    reader.forget();
    await expect(search({ source: 'gone', from: 'now-1h' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('rows that arrive while one pages', () => {
  test.each(['asc', 'desc'] as const)(
    'are never shown twice, and hide none of the old ones (%s)',
    async (order) => {
      const add = (count: number) =>
        clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, Body, LogAttributes)
        SELECT fromUnixTimestamp64Milli(${raw(String(NOW - HOUR))} + (number % 50) * 10), 'late', map('old', ${raw(
          count === 500 ? "'yes'" : "'no'",
        )}) FROM numbers(${raw(String(count))})`);
      await clickhouse.command(sql`TRUNCATE TABLE otel.otel_logs`);
      await add(500);
      const pages = await walk({ from: NOW - 2 * HOUR, to: NOW, order, limit: 70 }, () => add(20));
      const found = pages.flat();
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      expect(found.filter(({ attributes }) => attributes.old === 'yes')).toHaveLength(500);
    },
  );
});

describe('large rows', () => {
  test.each(['otel', 'plain'])('in %s: pages end early and lose nothing', async (kind) => {
    const source = kind === 'otel' ? 'logs' : 'large';
    await clickhouse.command(sql`TRUNCATE TABLE otel.otel_logs`);
    await clickhouse.command(
      sql`CREATE TABLE IF NOT EXISTS otel.large (at DateTime64(3), text String, k UInt32) ENGINE = MergeTree ORDER BY at`,
    );
    reader.add('large', { timestamp: 'at', body: 'text' });
    const size = sql`if(number % 5 = 0, 3000, if(number = 33, 12000, 1))`;
    const at = sql`fromUnixTimestamp64Milli(${raw(String(NOW - HOUR))} + intDiv(number, 4))`;
    await clickhouse.command(
      kind === 'otel'
        ? sql`INSERT INTO otel.otel_logs (Timestamp, Body, LogAttributes) SELECT ${at}, repeat(repeat('x', 1000), ${size}), map('k', toString(number)) FROM numbers(40)`
        : sql`INSERT INTO otel.large SELECT ${at}, repeat(repeat('x', 1000), ${size}), number FROM numbers(40)`,
    );
    const pages = await walk({ source, from: NOW - 2 * HOUR, to: NOW, limit: 100 });
    const sizes = pages.map((page) => page.reduce((sum, { body }) => sum + body.length, 0));
    for (const [index, page] of pages.entries())
      expect(page.length === 1 || (sizes[index] ?? 0) <= 8 * 1024 ** 2).toBe(true);
    expect(pages.length).toBeGreaterThan(3);
    expect(
      pages
        .flat()
        .map(({ attributes }) => Number(attributes.k))
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });
});

const around = (request: object) => logsAround(reader, tenant, logContextRequest.parse(request));

describe('the rows around one', () => {
  test('among thousands of the same nanosecond, both ways, in steps', async () => {
    await clickhouse.command(sql`TRUNCATE TABLE otel.otel_logs`);
    await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, Body, ServiceName)
      SELECT fromUnixTimestamp64Milli(${raw(String(NOW - HOUR))} + if(number < 10, 0, if(number < 2510, 1, 2))), toString(number), if(number % 2 = 0, 'even', 'odd') FROM numbers(2520)`);
    const all = (await walk({ from: NOW - 2 * HOUR, to: NOW, order: 'asc', limit: 1000 })).flat();
    const middle = all[1300];
    const ids = (rows: readonly LogRow[]) => rows.map(({ id }) => id);
    const first = await around({ id: middle?.id, before: 40, after: 30 });
    expect(ids(first.rows)).toEqual(ids(all.slice(1260, 1331)));
    expect([first.hasBefore, first.hasAfter]).toEqual([true, true]);
    const further = await around({ id: first.rows.at(-1)?.id, before: 0, after: 1000 });
    expect(ids(further.rows)).toEqual(ids(all.slice(1330, 2331)));
    const end = await around({ id: all.at(-2)?.id, before: 1, after: 5, query: 'service:even' });
    expect(end.rows.map(({ body }) => body).includes(all.at(-2)?.body ?? '')).toBe(true);
    expect(end.hasAfter).toBe(false);
    const only = await around({ id: middle?.id, before: 0, after: 0 });
    expect(ids(only.rows)).toEqual([middle?.id]);
    const even = await around({ id: middle?.id, before: 20, after: 20, query: 'service:even' });
    const evens = all.filter(({ service, id }) => service === 'even' || id === middle?.id);
    const at = evens.findIndex(({ id }) => id === middle?.id);
    expect(ids(even.rows)).toEqual(ids(evens.slice(at - 20, at + 21)));
  });

  test('in a table without ids, where rows are the same', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({
      ms: NOW - 60_000 - (n % 3) * 1000,
      text: 'abc'[n % 2] ?? '',
    }));
    await makeTable('plain', 'DateTime', 'at', rows);
    const all = (await walk({ source: 'plain', from: 'now-1h', order: 'asc' })).flat();
    const found = await around({ source: 'plain', id: all[14]?.id, before: 100, after: 100 });
    expect(found.rows.map(keyOf)).toEqual(all.map(keyOf));
  });

  test.each([
    ['1-1', 'not_found'],
    ['99999999999999999999-1', 'bad_request'],
    ['abc', 'bad_request'],
    ["1-1'; DROP", 'bad_request'],
  ])('%s is %s', async (id, code) => {
    await expect(around({ id })).rejects.toMatchObject({ code });
  });
});

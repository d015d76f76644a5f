// A table that is changed or dropped while its source is remembered: what every kind of question then says.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { aggregateLogs } from './aggregate.server.ts';
import { exportLogs } from './export.server.ts';
import { facetLogs } from './facets.server.ts';
import {
  logAggregateRequest,
  logExportRequest,
  logFacetsRequest,
  logSearchRequest,
  logTailRequest,
} from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTails, type Tails } from './tail.server.ts';
import { createArrivals } from './tail-arrivals.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;
let tails: Tails;

const run = (statement: string) => clickhouse.command(raw(statement));
const asked = { source: 'moving', from: 'now-1h' };

const questions: readonly [string, (request: object) => Promise<unknown>][] = [
  ['a search', (request) => searchLogs(reader, tenant, logSearchRequest.parse(request))],
  ['sums', (request) => aggregateLogs(reader, tenant, logAggregateRequest.parse(request))],
  [
    'facets',
    (request) => facetLogs(reader, tenant, logFacetsRequest.parse({ ...request, fields: ['service'] })),
  ],
  [
    'an export',
    async (request) => {
      const { body } = await exportLogs(reader, tenant, logExportRequest.parse(request));
      return new Response(body).text();
    },
  ],
  ['live tail', (request) => openTail(request)],
];

async function openTail(request: object): Promise<void> {
  const body = await tails.open(tenant, logTailRequest.parse({ query: '', ...request }));
  await body.cancel();
}

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
});

beforeEach(async () => {
  reader = createTestReader(clickhouse, { now: Date.now });
  tails?.stop();
  tails = createTails({ sources: reader.sources, arrivals: createArrivals() });
  await run('DROP TABLE IF EXISTS otel.moving');
  await run('CREATE TABLE otel.moving (at DateTime, text String, app String) ENGINE = MergeTree ORDER BY at');
  await run(`INSERT INTO otel.moving VALUES (now() - 60, 'hello', 'shop')`);
  reader.add('moving', { timestamp: 'at', body: 'text', service: 'app' });
});

afterAll(async () => {
  tails?.stop();
  await clickhouse?.close();
  await engine?.stop();
});

describe.each(questions)('%s', (_name, ask) => {
  test.each(['hello', ''])('for "%s" says that the table is gone', async (query) => {
    await ask({ ...asked, query });
    await run('DROP TABLE otel.moving');
    await expect(ask({ ...asked, query })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/^The table otel.moving of the source "moving" does not exist/),
    });
  });

  test('in SQL says that the table is gone', async () => {
    const inSql = { ...asked, language: 'sql', query: "text = 'hello'" };
    await ask(inSql);
    await run('DROP TABLE otel.moving');
    await expect(ask(inSql)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/^The table otel.moving/),
    });
  });

  test('says which field is broken', async () => {
    await ask({ ...asked, query: 'hello' });
    await run('ALTER TABLE otel.moving RENAME COLUMN text TO message');
    await expect(ask({ ...asked, query: 'hello' })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/^The source "moving" cannot be read. Body: /),
      hint: expect.stringContaining('Settings'),
    });
  });

  test('goes on when the source reads the table as it is now', async () => {
    await ask({ ...asked, query: 'hello' });
    await run('ALTER TABLE otel.moving RENAME COLUMN text TO message');
    reader.add('moving', { timestamp: 'at', body: 'message', service: 'app' });
    await ask({ ...asked, query: 'hello' });
  });
});

test('a mistake in the SQL of a search is about the SQL', async () => {
  await expect(
    searchLogs(reader, tenant, logSearchRequest.parse({ ...asked, language: 'sql', query: 'nothing = 1' })),
  ).rejects.toMatchObject({ code: 'bad_request', position: { from: 0, to: 7 } });
});

test('a live tail that runs ends with the reason', async () => {
  const body = await tails.open(tenant, logTailRequest.parse({ source: 'moving', query: 'hello' }));
  const text = new Response(body).text();
  await run('DROP TABLE otel.moving');
  await vi.waitFor(async () => expect(await text).toMatch(/event: error\ndata: .*The table otel.moving of/), {
    timeout: 20_000,
  });
});

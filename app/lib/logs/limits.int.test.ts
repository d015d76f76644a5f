// Limits, cancelling, hints and bad input of log questions on a real engine.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { QueryLimits } from '#app/lib/clickhouse/limits.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { aggregateLogs } from './aggregate.server.ts';
import { exportLogs } from './export.server.ts';
import { facetLogs } from './facets.server.ts';
import { logAggregateRequest, logExportRequest, logFacetsRequest, logSearchRequest } from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant as tenant } from './testing.ts';

const NOW = Date.now();
const ROWS = 200_000;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  // Spread over 20 hours; one record in 400 has the word.
  await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, ServiceName, Body, LogAttributes)
    SELECT fromUnixTimestamp64Milli(${raw(String(NOW))} - 1 - number * 360), 'shop', concat('line ', toString(number), if(number % 400 = 0, ' needle', ' hay')), map('n', toString(number))
    FROM numbers(${raw(String(ROWS))})`);
  reader = withLimits({});
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const withLimits = (limits: Partial<QueryLimits>) => createTestReader(clickhouse, { now: () => NOW, limits });
const search = (request: object, by = reader, signal?: AbortSignal) =>
  searchLogs(by, tenant, logSearchRequest.parse({ from: 'now-21h', ...request }), signal);

describe('limits', () => {
  // A regex reads every record; the first quarter of an hour has 2,500 of them.
  const query = 'body:/needle$/';

  test('end a search with what was found, and the next page goes on', async () => {
    const limited = withLimits({ maxRows: 60_000 });
    const found: string[] = [];
    let cursor: string | undefined;
    let partials = 0;
    for (let page = 0; page < 100; page += 1) {
      const answer = await search({ query, limit: 1000, cursor }, limited);
      found.push(...answer.rows.map(({ id }) => id));
      if (answer.partial) {
        partials += 1;
        expect(answer.partial).toMatchObject({ limit: 'rows', hint: expect.stringContaining('range') });
        expect(answer.partial.message).toMatch(/60/);
        expect(Date.parse(answer.partial.searchedTo ?? '')).toBeLessThan(NOW);
      }
      cursor = answer.nextCursor ?? undefined;
      if (cursor === undefined) break;
    }
    const all = await search({ query, limit: 1000 });
    expect(partials).toBeGreaterThan(0);
    expect(found).toEqual(all.rows.map(({ id }) => id));
    expect(found).toHaveLength(ROWS / 400);
  });

  test('before the first row are errors that name the limit', async () => {
    await expect(
      search({ query: 'body:/[xyz]{3}q$/' }, withLimits({ maxRows: 60_000 })),
    ).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: expect.stringMatching(/rows/),
      hint: expect.stringMatching(/range/),
    });
    await expect(search({ query }, withLimits({ maxRows: 10 }))).rejects.toMatchObject({
      code: 'limit_exceeded',
    });
    const slow = { query: 'sleepEachRow(0.001) = 1', language: 'sql' };
    await expect(search(slow)).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('in time are named with their value', async () => {
    const heavy = { query: `n:/${'(a|b|ab)*'.repeat(20)}c/ OR body:/x{3}y/` };
    await expect(search(heavy, withLimits({ maxSeconds: 0.05 }))).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('0.05 s'),
    });
  });

  test('in rows are named with their value, also of sums and exports', async () => {
    const limited = withLimits({ maxRows: 1_234 });
    const asked = { from: 'now-21h', query: 'hay' };
    const reached = {
      code: 'limit_exceeded',
      message: 'The query would read more rows than its limit of 1,234.',
      hint: 'Choose a shorter time range or a more selective filter. The installation sets this limit for keys.',
    };
    const sums = (request: object) =>
      aggregateLogs(limited, tenant, logAggregateRequest.parse({ ...asked, ...request }));
    await expect(sums({})).rejects.toMatchObject(reached);
    await expect(sums({ groupBy: ['n'] })).rejects.toMatchObject(reached);
    await expect(exportLogs(limited, tenant, logExportRequest.parse(asked))).rejects.toMatchObject(reached);
  });

  // Whole granules are read at the ends of the range, in as many parts as there are days: room for three of them.
  test('stop the facet that reaches them, not the others', async () => {
    const facets = (fields: string[]) =>
      facetLogs(withLimits({ maxRows: 30_000 }), tenant, logFacetsRequest.parse({ from: 'now-21h', fields }));
    const { fields, partial } = await facets(['service', 'nosuch']);
    expect(fields).toMatchObject([
      { name: 'service', values: [{ value: 'shop', count: ROWS }], partial: null },
      { name: 'nosuch', values: [], partial: { limit: 'rows', message: expect.stringContaining('30,000') } },
    ]);
    expect(partial).toEqual(fields[1]?.partial);
    await expect(facets(['nosuch', 'body'])).rejects.toMatchObject({ code: 'limit_exceeded' });
  });

  test.each([
    'length(repeat(Body, 1000000000)) > 1',
    "length(arrayWithConstant(1000000000000, 'x')) > 1",
    'arrayCount(x -> x > 1, range(100000000000)) > 1',
    'arrayCount(x -> x > 1, range(toUInt64(400000000 + SeverityNumber))) > 1',
    'arrayCount(x -> arrayCount(y -> y > x, range(100000)) > 3, range(100000)) > 1',
  ])('of the engine itself are told, never an error of ours: %s', async (query) => {
    const asked = { from: 'now-21h', query, language: 'sql' };
    for (const question of [
      () => search(asked),
      () => aggregateLogs(reader, tenant, logAggregateRequest.parse(asked)),
    ])
      await expect(question()).rejects.toMatchObject({
        code: expect.stringMatching(/^(bad_request|limit_exceeded)$/),
        message: expect.stringMatching(/maximum|too large|limit|left/),
      });
  });
});

describe('cancelling', () => {
  // A hundred million steps, one after the other: minutes, unless it is stopped.
  const slow = {
    query: 'arrayFold((sum, x) -> sipHash64(sum, x), range(500), toUInt64(SeverityNumber)) = 1',
    language: 'sql',
  };

  test('stops the engine, by the id of the operation', async () => {
    const operationId = crypto.randomUUID();
    const failure = search({ ...slow, operationId }).catch((error: unknown) => error);
    await untilRunning();
    expect(reader.running.list(tenant)).toMatchObject([{ id: operationId, kind: 'logs.search' }]);
    reader.running.cancel(tenant, operationId);
    expect(await failure).toMatchObject({ code: 'cancelled' });
    expect(reader.running.list(tenant)).toEqual([]);
    await expect.poll(() => runningStatements(), { timeout: 5_000 }).toBe(0);
  });

  test('and when the one who asked goes away', async () => {
    const leaving = new AbortController();
    const failure = search(slow, reader, leaving.signal).catch((error: unknown) => error);
    await untilRunning();
    leaving.abort();
    expect(await failure).toMatchObject({ code: 'cancelled' });
    await expect.poll(() => runningStatements(), { timeout: 5_000 }).toBe(0);
  });

  async function untilRunning(): Promise<void> {
    await expect.poll(() => runningStatements(), { timeout: 10_000, interval: 2 }).toBeGreaterThan(0);
  }

  async function runningStatements(): Promise<number> {
    const { rows } = await clickhouse.query<{ n: string }>(
      sql`SELECT count() AS n FROM system.processes WHERE query LIKE '%arrayFold%' AND query NOT LIKE '%system.processes%'`,
    );
    return Number(rows[0]?.n);
  }
});

test.each([
  ['nosuchfield:5', /nosuchfield/],
  ['levl:error', /Did you mean level/],
  ['body:needle', /inside of texts/],
  ['level:eror', /is not a level/],
  ['hst:80', /searched as text|No record has had/],
  ['xyzzy', null],
])('%s finds nothing, and a hint says why', async (query, hint) => {
  const answer = await search({ query });
  expect(answer.rows).toEqual([]);
  if (hint === null) expect(answer.hint).toBeNull();
  else expect(answer.hint).toMatch(hint);
});

test.each([
  [{ query: '(needle' }, 'bad_request'],
  [{ query: 'a OR' }, 'bad_request'],
  [{ query: 'level:' }, 'bad_request'],
  [{ query: 'n:[1 TO' }, 'bad_request'],
  [{ query: 'body:/(/' }, 'bad_request'],
  [{ query: `body:/${'(a{1000}){1000}'}/` }, 'bad_request'],
  [{ query: '1; DROP TABLE otel.otel_logs', language: 'sql' }, 'bad_request'],
  [{ query: 'Body IN (SELECT name FROM system.tables)', language: 'sql' }, 'bad_request'],
  [{ query: "file('/etc/passwd') != ''", language: 'sql' }, 'bad_request'],
  [{ query: 'NoSuchColumn = 1', language: 'sql' }, 'bad_request'],
  [{ query: "') OR ('' = '", language: 'sql' }, 'bad_request'],
  [{ source: 'nowhere' }, 'not_found'],
  [{ cursor: 'AAAA' }, 'bad_request'],
  [{ from: 'now', to: 'now-1h' }, 'bad_request'],
  [{ from: '0001-01-01' }, 'bad_request'],
])('%j is refused as %s', async (request, code) => {
  await expect(search(request)).rejects.toMatchObject({ code });
});

test.each([
  ["throwIf(Body LIKE 'line%', 'too far')", /^too far\.$/],
  ['toInt32(Body) = 1', /^Cannot parse string/],
  ['ServiceName', /^This is a LowCardinality\(String\); it has to be true or false\.$/],
  ['(1, 2)', /has to be true or false/],
])(
  'what a condition in SQL gets wrong, at once or row by row, is told without our statement: %s',
  async (query, message) => {
    const asked = { from: 'now-21h', query, language: 'sql' };
    const questions = [
      () => search(asked),
      () => aggregateLogs(reader, tenant, logAggregateRequest.parse(asked)),
      () => facetLogs(reader, tenant, logFacetsRequest.parse({ ...asked, fields: ['n'] })),
      () => exportLogs(reader, tenant, logExportRequest.parse(asked)),
    ];
    for (const question of questions) {
      const error = await question().then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: 'bad_request', message: expect.stringMatching(message) });
      expect(`${error.message} ${error.hint}`).not.toMatch(/SELECT|scope|toUnixTimestamp/i);
    }
  },
);

test('ten thousand words are one search', async () => {
  const query = Array.from({ length: 10_000 }, (_, n) => (n === 7_777 ? 'needle' : `w${n}`)).join(' OR ');
  expect((await search({ query, limit: 5 })).rows).toHaveLength(5);
});

test('text of any kind is searched or refused, never an error of ours', async () => {
  const texts = [
    "'",
    '"',
    '\\',
    '\u0000',
    '%',
    '{p0:String}',
    '--',
    '/*',
    '🦊',
    '\ud800',
    ')',
    'a:b:c:',
    '`',
    '*'.repeat(500),
  ];
  for (const query of texts) {
    for (const language of ['lucene', 'sql']) {
      const code = await search({ query, language }).then(
        () => 'found',
        (error: { code: string }) => error.code,
      );
      expect([query, language, code]).toEqual([
        query,
        language,
        expect.stringMatching(/^(found|bad_request)$/),
      ]);
    }
  }
  const facets = await facetLogs(
    reader,
    tenant,
    logFacetsRequest.parse({ from: 'now-21h', fields: ["x'", 'a`b', '\\', 'n'], contains: "'" }),
  );
  expect(facets.fields.map(({ values }) => values)).toEqual([[], [], [], []]);
});

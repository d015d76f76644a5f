// The SQL that people get from a search finds the rows of the search, by itself and through the guard.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { guardSelect } from '#app/lib/clickhouse/guard.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { literal } from '#app/lib/reading/copy-sql.ts';
import { param, raw, sql } from '#app/lib/sql/sql.ts';
import { explainLogs } from './copy.server.ts';
import { logSearchRequest } from './schema.ts';
import { searchLogs } from './search.server.ts';
import { createTestReader, migrateTestDatabase, type TestReader, testTenant } from './testing.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const BODIES = [
  "it's 100%",
  'a\\b',
  'say "hi"\nthere',
  'GET /a?b=1',
  'plain',
  'größe 😀',
  "'; DROP TABLE x --",
];

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let reader: TestReader;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrateTestDatabase(clickhouse);
  reader = createTestReader(clickhouse, { now: () => NOW });
  await clickhouse.command(sql`INSERT INTO otel.otel_logs (Timestamp, ServiceName, SeverityNumber, Body, LogAttributes)
    SELECT fromUnixTimestamp64Nano(toInt64(${param('Int64', BigInt(NOW) * 1_000_000n)}) - toInt64(number) * 1000000001 - 1),
      concat('s', toString(number % 3)), number % 24, bodies[1 + number % length(bodies)], map('n', toString(number))
    FROM (SELECT number, ${param('Array(String)', BODIES)} AS bodies FROM numbers(140))`);
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

describe('the SQL of a search', () => {
  test.each([
    { query: '' },
    { query: 'plain' },
    { query: `"it's 100%"` },
    { query: String.raw`"a\\b" OR "say \"hi\""` },
    { query: `"'; DROP TABLE x --"`, order: 'asc' },
    { query: 'level:error AND NOT service:s1' },
    { query: 'attributes.n:>100', columns: ['service', 'attributes.n'] },
    { query: 'attributes.n:(1 OR 2 OR 3) gr*' },
    { query: "ServiceName = 's1' AND Body LIKE '%\\\\%'", language: 'sql' },
  ])('$query', async (request) => {
    const parsed = logSearchRequest.parse({ from: 'now-1h', limit: 500, ...request });
    const { rows } = await searchLogs(reader, testTenant, parsed);
    const { sql: text } = await explainLogs(reader, testTenant, parsed);
    const direct = await clickhouse.query<Record<string, string>>(raw(text));
    expect(direct.rows).toHaveLength(rows.length);
    if (parsed.columns.length === 0) {
      expect(direct.rows.map((row) => row.Body)).toEqual(rows.map(({ body }) => body));
    } else
      expect(direct.rows.map((row) => row['attributes.n'])).toEqual(
        rows.map(({ attributes }) => attributes.n),
      );
    const guarded = await guardSelect(clickhouse, text, { databases: ['otel'] });
    expect(guarded).toBeDefined();
  });

  test('tells of the mistake when there is one', async () => {
    const request = logSearchRequest.parse({ query: '(a' });
    await expect(explainLogs(reader, testTenant, request)).rejects.toMatchObject({ code: 'bad_request' });
  });
});

test('literals are the values that they were', async () => {
  const values = [...BODIES, '', '\u0000\u0001\b\f\t\r\n', '{p0:String}', '\u2028', "\\'"];
  for (const value of values) {
    const { rows } = await clickhouse.query<{ value: string }>(
      raw(`SELECT ${literal('String', value)} AS value`),
    );
    expect(rows[0]?.value).toBe(value);
  }
});

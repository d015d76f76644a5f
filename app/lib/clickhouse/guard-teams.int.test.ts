// The guard on the real engine with the databases of several teams: nothing of another team is read, listed or named in an error.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { guardExpression, guardSelect } from './guard.server.ts';
import { LEADING_TABLES, TEAM_ATTACKS, TELLTALES } from './guard-attacks-teams.ts';
import { migrate } from './migrate.server.ts';

const SECRET = 'the-secret-of-another-team';
/** Names that are in another team's database only. */
const THEIR_NAMES = /zz_table_of_other|zz_column_of_other|numbers_of_other|otel_third/;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
/** Those that the embedded engine itself does not make. */
const notMade: string[] = [];

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of ['otel', 'otel_other', 'otel_third'])
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays: 3650,
      directory: 'clickhouse/migrations',
      log: pino({ level: 'silent' }),
    });
  for (const text of [
    `INSERT INTO otel_other.otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 'billing', '${SECRET}'`,
    `INSERT INTO otel.otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 'shop', 'ours'`,
    `CREATE TABLE otel_other.zz_table_of_other (zz_column_of_other String) ENGINE = Memory`,
    `INSERT INTO otel_other.zz_table_of_other VALUES ('${SECRET}')`,
    `CREATE TABLE otel_other.numbers_of_other (n UInt64) ENGINE = Memory`,
    `CREATE TABLE otel_other.joined (k UInt64, v String) ENGINE = Join(ANY, LEFT, k)`,
    `INSERT INTO otel_other.joined VALUES (1, '${SECRET}')`,
  ]) {
    await clickhouse.command(sql`${raw(text)}`).catch((error: AppError) => {
      throw new Error(`${text}: ${String(error.cause)}`);
    });
  }
  for (const [name, text] of Object.entries(LEADING_TABLES))
    await clickhouse.command(sql`${raw(text)}`).catch(() => notMade.push(name));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

/** What becomes of a text as people run it: refused, or the rows and errors of running it. */
async function outcome(text: string): Promise<{ refused: boolean; told: string; status: number }> {
  try {
    const { statement, database, mistake } = await guardSelect(clickhouse, text, { databases: ['otel'] });
    try {
      const { rows } = await clickhouse.query(statement, { database, settings: { readonly: 1 } });
      return { refused: false, told: JSON.stringify(rows), status: 200 };
    } catch (error) {
      const shown = mistake(error);
      return { refused: false, told: JSON.stringify(shown), status: shown.status };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refused: true, told: JSON.stringify(error), status: error.status };
  }
}

test('there are at least 300 texts, none twice', () => {
  expect(new Set(TEAM_ATTACKS).size).toBe(TEAM_ATTACKS.length);
  expect(TEAM_ATTACKS.length).toBeGreaterThanOrEqual(300);
});

test('the tables that lead elsewhere are there, but for those that the engine itself does not make', () => {
  expect(notMade).toEqual(['dictionary_of_other', 'table_of_file', 'table_of_url']);
});

test('each is refused as a mistake of its author, and names nothing of others', async () => {
  const wrong: string[] = [];
  for (let from = 0; from < TEAM_ATTACKS.length; from += 8)
    await Promise.all(
      TEAM_ATTACKS.slice(from, from + 8).map(async (text) => {
        const { refused, told, status } = await outcome(text);
        if (!refused || status !== 400) wrong.push(`${text}\n    ${status} ${told.slice(0, 300)}`);
        const named = THEIR_NAMES.exec(told)?.[0];
        if (told.includes(SECRET) || /root:/.test(told) || (named && !text.includes(named)))
          wrong.push(`${text}\n    tells ${told}`);
      }),
    );
  expect(wrong).toEqual([]);
});

test('mistakes are explained with the own tables and columns only', async () => {
  const told = await Promise.all(TELLTALES.map(async (text) => [text, await outcome(text)] as const));
  for (const [text, { told: message, status }] of told) {
    const named = THEIR_NAMES.exec(message)?.[0];
    expect([text, status, message]).toEqual([text, 400, message]);
    expect([text, message, named !== undefined && !text.includes(named)]).toEqual([text, message, false]);
    expect(message).not.toContain(SECRET);
  }
});

test('an expression of a source reaches nothing but its row', async () => {
  const table = { database: 'otel', table: 'otel_logs' };
  const expressions = [
    'Body IN otel_other.numbers_of_other',
    '(SELECT any(zz_column_of_other) FROM otel_other.zz_table_of_other)',
    "joinGet('otel_other.joined', 'v', toUInt64(1))",
    "dictGet('otel.dictionary_of_other', 'v', 1)",
    "dictGet('dictionary_of_other', 'v', 1)",
    'Body) FROM otel_other.otel_logs UNION ALL SELECT (Body',
    '1 = (SELECT count() FROM system.tables)',
    "file('/etc/passwd') != ''",
    'otel_other.zz_table_of_other.zz_column_of_other',
    "hasColumnInTable('otel_other', 'zz_table_of_other', 'zz_column_of_other')",
    'exists(SELECT 1 FROM otel_other.otel_logs)',
    "Body IN (SELECT Body FROM merge(REGEXP('otel.*'), 'otel_logs'))",
  ];
  for (const text of expressions) {
    const error: unknown = await guardExpression(clickhouse, text, { table }).then(
      () => new Error(`passed: ${text}`),
      (thrown: unknown) => thrown,
    );
    expect([text, error instanceof AppError && error.status]).toEqual([text, 400]);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  }
});

test('own tables, views and functions still pass', async () => {
  for (const text of [
    'SELECT * FROM otel_logs',
    'WITH otel_logs AS (SELECT 1 AS x) SELECT x FROM otel_logs',
    'SELECT currentDatabase(), count() FROM otel.otel_logs AS otel_other',
    "SELECT 'otel_other.otel_logs', 'system.tables' /* otel_other.otel_logs */",
    'SELECT 1 AS `otel_other.otel_logs`',
  ])
    expect([text, (await outcome(text)).status]).toEqual([text, 200]);
});

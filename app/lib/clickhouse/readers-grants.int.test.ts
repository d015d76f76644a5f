// What a reader's grants let through by themselves, with no guard before them: the engine is opened with exactly the rights and
// settings of the statements that make a reader, and every attack on the guard is sent to it as it is.
//
// The embedded engine has the access control of a server but keeps no users: its one user gets the reader's rights. Two things differ
// from a server: there `system` is closed too but for a few tables, and its functions do not read files outside of one folder.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '#app/lib/core/errors.ts';
import { type Engine, startEngine } from '#app/lib/engine/supervisor.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, render, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { guardSelect } from './guard.server.ts';
import { ATTACKS } from './guard-attacks.ts';
import { LEADING_TABLES, TEAM_ATTACKS } from './guard-attacks-teams.ts';
import { migrate } from './migrate.server.ts';
import { makeReader } from './reader-user.ts';
import { createReaders } from './readers.server.ts';

const SECRET = 'the-secret-of-another-team';
const log = pino({ level: 'silent' });

let owner: Awaited<ReturnType<typeof startTestEngine>>;
let engine: Engine | undefined;
let clickhouse: ClickHouse;

beforeAll(async () => {
  owner = await startTestEngine();
  const asOwner = createClickHouse({ url: owner.url, user: 'default', password: '' });
  const directory = 'clickhouse/migrations';
  for (const database of ['otel', 'otel_other', 'otel_third'])
    await migrate({ clickhouse: asOwner, database, cluster: undefined, retentionDays: 3650, directory, log });
  for (const text of [
    `INSERT INTO otel_other.otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 'billing', '${SECRET}'`,
    `INSERT INTO otel.otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 'shop', 'ours'`,
    'CREATE TABLE otel_other.zz_table_of_other (zz_column_of_other String) ENGINE = MergeTree ORDER BY ()',
    `INSERT INTO otel_other.zz_table_of_other VALUES ('${SECRET}')`,
    'CREATE TABLE otel_other.numbers_of_other (n UInt64) ENGINE = MergeTree ORDER BY n',
    'INSERT INTO otel_other.numbers_of_other VALUES (42)',
    'CREATE TABLE otel_other.joined (k UInt64, v String) ENGINE = Join(ANY, LEFT, k)',
    `INSERT INTO otel_other.joined VALUES (1, '${SECRET}')`,
  ])
    await asOwner.command(raw(text));
  expect(await told('SELECT Body FROM otel_other.otel_logs', owner.url)).toContain(SECRET);
  // Those that the embedded engine does not make are not there to be read either.
  for (const text of Object.values(LEADING_TABLES)) await asOwner.command(raw(text)).catch(() => undefined);
  await asOwner.close();
  await owner.engine.stop();

  const usersPath = join(dirname(owner.dataDir), 'users.xml');
  await writeFile(usersPath, readerRights());
  engine = await startEngine({ dataDir: owner.dataDir, port: 0, memoryBytes: 2 * 1024 ** 3, log, usersPath });
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  await owner?.stop();
});

/** The rights and settings that the statements give to a reader of `otel`, as those of the engine's one user. */
function readerRights(): string {
  const [create = '', ...grants] = makeReader({ database: 'otel', cluster: undefined }, 'x').map(
    (statement) => render(statement).text,
  );
  const settings = [...create.replace(/^.* SETTINGS /, '').matchAll(/(\w+) = (\w+) CONST/g)];
  const values = settings.map(([, name, value]) => `<${name}>${value}</${name}>`).join('');
  const constant = settings.map(([, name]) => `<${name}><const/></${name}>`).join('');
  const queries = grants.map((grant) => `<query>${grant.replace(/ TO .*$/, '')}</query>`).join('');
  return `<clickhouse>
<profiles><default></default><reader>${values}<constraints>${constant}</constraints></reader></profiles>
<quotas><default></default></quotas>
<users><default>
  <password></password><networks><ip>::/0</ip></networks><profile>reader</profile><quota>default</quota>
  <grants>${queries}</grants>
</default></users>
</clickhouse>`;
}

/** What becomes of a text that nothing but the grants holds back. */
async function told(text: string, url = engine?.url): Promise<string> {
  const search = new URLSearchParams({
    ...{ database: 'otel', default_format: 'JSONCompactEachRow', readonly: '2' },
    // Some attacks only want to use the engine up.
    ...{ max_execution_time: '1', max_rows_to_read: '1000000', max_result_rows: '1000' },
  });
  const answer = await fetch(`${url}/?${search}`, { method: 'POST', body: text });
  let said = '';
  try {
    for await (const chunk of answer.body ?? []) said += Buffer.from(chunk).toString('latin1');
  } catch {
    // An answer that reaches a limit half-way breaks off.
  }
  return said;
}

test('the own database is read, and no other is seen', async () => {
  expect(await told('SELECT Body FROM otel_logs')).toBe('["ours"]\n');
  expect(await told("SELECT name FROM system.databases WHERE name != 'system'")).toBe('["otel"]\n');
  expect(await told("SELECT count() FROM system.columns WHERE startsWith(database, 'otel_')")).toBe('[0]\n');
  const others = "SELECT count() FROM system.data_skipping_indices WHERE database != 'otel'";
  expect(await told(others)).toBe('[0]\n');
});

test('what is in the own database and leads to others is refused too', async () => {
  for (const name of Object.keys(LEADING_TABLES)) {
    const answer = await told(`SELECT * FROM ${name}`);
    // A table of kind Merge leaves out what its reader may not see, so it is empty.
    expect([name, answer]).toEqual([
      name,
      name === 'merge_table' ? '' : expect.stringMatching(/^Code: \d+/m),
    ]);
    expect(answer).not.toContain(SECRET);
  }
});

test('no attack on the guard gets at another team without it', async () => {
  const texts = [...ATTACKS.map(({ sql: text }) => text), ...TEAM_ATTACKS];
  const wrong: string[] = [];
  for (let from = 0; from < texts.length; from += 8)
    await Promise.all(
      texts.slice(from, from + 8).map(async (text) => {
        const answer = await told(text);
        if (answer.includes(SECRET) || /zz_column_of_other/.test(answer.replaceAll(text, '')))
          wrong.push(`${text}\n    ${answer.slice(0, 300)}`);
      }),
    );
  expect(wrong).toEqual([]);
});

test('nothing is written and no setting of the user is changed', async () => {
  for (const text of [
    "INSERT INTO otel_logs (Body) VALUES ('x')",
    'CREATE TABLE otel.mine (x UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE mine (x UInt8)',
    'DROP TABLE otel_logs',
    'ALTER TABLE otel_logs DELETE WHERE 1',
    'TRUNCATE TABLE otel_logs',
    'OPTIMIZE TABLE otel_logs',
    'CREATE USER mine',
    'GRANT SELECT ON otel_other.* TO default',
    'SYSTEM FLUSH LOGS',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT 1 SETTINGS readonly = 1',
    'SELECT 1 SETTINGS allow_ddl = 1',
    'SELECT 1 SETTINGS allow_introspection_functions = 1',
  ])
    expect([text, await told(text)]).toEqual([text, expect.stringMatching(/^Code: (?:164|392|452|497)\b/m)]);
  expect(await told('SELECT count() FROM otel_logs')).toBe('[1]\n');
});

test('what the guard lets pass runs', async () => {
  // Let in with any password, as the embedded engine asks for none.
  const readers = createReaders({ clickhouse, cluster: undefined, isServer: true, authSecret: 'x', log });
  await readers.prepare('otel');
  expect(readers.confinement('otel')).toEqual({ by: 'grants' });
  for (const text of [
    'SELECT Body FROM otel_logs',
    'SELECT count() FROM otel.otel_logs AS a, numbers(2) AS b',
    "SELECT * FROM values('x UInt8', 1, 2) WHERE x IN (SELECT toUInt8(number) FROM numbers(3))",
    'SELECT * FROM generateSeries(1, 3)',
    'WITH x AS (SELECT 1 AS y) SELECT y FROM x',
  ]) {
    const reader = readers.of('otel');
    const { statement, database } = await guardSelect(reader, text, { databases: ['otel'] });
    const { rows } = await reader
      .query(statement, { database, settings: { readonly: 1 } })
      .catch((error: AppError) => {
        throw new Error(`${text}: ${String(error.cause)}`);
      });
    expect([text, rows.length > 0]).toEqual([text, true]);
  }
});

test('the engine that stands in for a server keeps no users itself', async () => {
  await expect(clickhouse.command(sql`CREATE USER somebody`)).rejects.toMatchObject({
    cause: { code: '497' },
  });
});

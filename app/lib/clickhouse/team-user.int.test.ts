// The statements that make a user of one team on a server: the engine's own parser takes them, and they grant the one database only.
// The embedded engine keeps no users, so they cannot be run here.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';

const statements = readFileSync('clickhouse/cluster/team-user.sql', 'utf8')
  .replaceAll(/^--.*$/gm, '')
  .split(';')
  .map((text) => text.trim())
  .filter((text) => text !== '');

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

test.each(statements)('%s', async (text) => {
  const { rows } = await clickhouse.query(sql`EXPLAIN AST ${raw(text)}`);
  expect(rows.length).toBeGreaterThan(0);
  const onCluster = text.replace(/^(GRANT|REVOKE)/, '$1 ON CLUSTER maple');
  if (onCluster !== text) await clickhouse.query(sql`EXPLAIN AST ${raw(onCluster)}`);
});

test('only the one database is granted, to be read', () => {
  const grants = statements.filter((text) => text.startsWith('GRANT'));
  expect(grants).toEqual(['GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON otel_team.* TO otel_team_reader']);
});

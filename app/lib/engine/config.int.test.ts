// What the engine's configuration is for: memory stays capped, background work gets done, nothing fills the disk.
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from './testing.ts';

const MEMORY = 1024 ** 3;

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startTestEngine({ memoryBytes: MEMORY });
  client = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF } });
});
afterAll(async () => {
  await client.close();
  await engine.stop();
});

async function csv(query: string): Promise<string> {
  return await (await client.query({ query, format: 'CSV' })).text();
}

test('the limits are in force', async () => {
  expect(await csv("SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'")).toBe(
    `"${MEMORY}"\n`,
  );
  expect(await csv("SELECT getSetting('max_memory_usage')")).toBe(`${Math.floor(MEMORY * 0.6)}\n`);
  const greedy = client.query({ query: 'SELECT length(groupArray(number)) FROM numbers(200000000)' });
  await expect(greedy).rejects.toMatchObject({ code: '241' });
  // All together, though each asks for less than it may.
  const many = Array.from({ length: 6 }, () =>
    csv('SELECT length(groupArray(number)) FROM numbers(16000000)').catch(
      (error: { code: string }) => error.code,
    ),
  );
  for (const answer of await Promise.all(many)) expect(['16000000\n', '241']).toContain(answer);
  expect(await csv('SELECT 1')).toBe('1\n');
});

test('mutations and merges run in the small pools', async () => {
  expect(
    await csv(
      "SELECT count() FROM system.merge_tree_settings WHERE changed AND name LIKE 'number_of_free_entries_in_pool%'",
    ),
  ).toBe('3\n');
  await client.command({
    query: 'CREATE TABLE m (a UInt32, d Date) ENGINE = MergeTree PARTITION BY d ORDER BY a',
  });
  for (let i = 0; i < 8; i++) {
    await client.command({ query: `INSERT INTO m SELECT number, '2026-01-01' FROM numbers(1000)` });
  }
  await client.command({
    query: 'ALTER TABLE m DELETE WHERE a < 500',
    clickhouse_settings: { mutations_sync: '1' },
  });
  await client.command({ query: 'OPTIMIZE TABLE m FINAL' });
  expect(await csv("SELECT sum(rows), count() FROM system.parts WHERE table = 'm' AND active")).toBe(
    '4000,1\n',
  );
  await client.command({ query: "ALTER TABLE m DROP PARTITION '2026-01-01'" });
  expect(await csv('SELECT count() FROM m')).toBe('0\n');
});

test('there are no system log tables to grow', async () => {
  expect(
    await csv("SELECT count() FROM system.tables WHERE database = 'system' AND engine LIKE '%MergeTree'"),
  ).toBe('0\n');
});

// Retention on a real engine: old days go, newer ones stay, in every table, and a longer retention keeps what is left.
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { migrate } from './migrate.server.ts';
import { applyRetention, EXPIRING_TABLES, type RetentionChanges } from './retention.server.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
/** Days before today that have rows; the last one is still young after all tests. */
const AGES = [0, 6, 7, 8, 20, 59];
const ROLLUPS = [
  'otel_logs_volume_1m',
  'otel_traces_red_1m',
  'otel_traces_red_15m',
  'otel_traces_red_sums',
  'otel_service_versions_15m',
  'otel_attributes_15m',
  'otel_trace_summaries',
  'otel_spans_5m',
  'otel_errors_15m',
];

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let database: string;
let count = 0;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

beforeEach(async () => {
  count += 1;
  database = `otel_${count}`;
  await start(60);
  for (const table of EXPIRING_TABLES.filter((name) => !ROLLUPS.includes(name)))
    await clickhouse.command(sql`INSERT INTO ${ident(database, table)} ${columns(table)} FROM
      (SELECT arrayJoin(${raw(JSON.stringify(AGES))}) AS age)`);
});

/** What a start of Maple does. */
async function start(retentionDays: number, nowMs = Date.now()): Promise<RetentionChanges> {
  await migrate({
    clickhouse,
    database,
    cluster: undefined,
    retentionDays,
    directory: 'clickhouse/migrations',
    log,
  });
  return await applyRetention({ clickhouse, database, cluster: undefined, retentionDays, nowMs, log });
}

function columns(table: string) {
  // Noon, so that the day is the same however long the test runs; today's row may lie in the future.
  const time = 'toDateTime64(toDate(now()) - age, 9) + toIntervalHour(12)';
  if (table.startsWith('otel_metrics_')) return raw(`(TimeUnix, MetricName) SELECT ${time}, 'm'`);
  if (table === 'otel_traces')
    return raw(
      `(Timestamp, TraceId, ServiceName, ResourceAttributes, SpanAttributes, Events.Timestamp, Events.Name, Events.Attributes)
        SELECT ${time}, toString(age), 's', map('service.version', '1'), map('k', 'v'), [${time}], ['exception'], [map('exception.type', 'E')]`,
    );
  if (table === 'otel_service_edges_1h') return raw(`(Hour) SELECT ${time}`);
  if (table.startsWith('otel_service_edges_')) return raw(`(Bucket) SELECT ${time}`);
  return raw(`(Timestamp, ServiceName, Body, LogAttributes) SELECT ${time}, 's', 'b', map('k', 'v')`);
}

/** Ages in days of the partitions that a table has. */
async function ages(table: string): Promise<number[]> {
  const { rows } = await clickhouse.query<{ age: string }>(
    sql`SELECT DISTINCT toInt64(toDate(now()) - toDate(partition)) AS age FROM system.parts
      WHERE database = ${str(database)} AND table = ${str(table)} AND active ORDER BY age`,
  );
  return rows.map(({ age }) => Number(age));
}

async function ttlDays(): Promise<Set<string>> {
  const { rows } = await clickhouse.query<{ days: string }>(
    sql`SELECT extract(engine_full, 'toIntervalDay\\\\((\\\\d+)\\\\)') AS days FROM system.tables
      WHERE database = ${str(database)} AND has(${raw(`['${EXPIRING_TABLES.join("','")}']`)}, name)`,
  );
  return new Set(rows.map(({ days }) => days));
}

test('a shorter retention drops the days that are past it, in every table, and no other', async () => {
  for (const table of EXPIRING_TABLES) expect(await ages(table), table).toEqual(AGES);

  const changes = await start(7);
  expect([...changes.altered].sort()).toEqual([...EXPIRING_TABLES].sort());
  // The day that began seven days ago still holds rows younger than seven days.
  for (const table of EXPIRING_TABLES) expect(await ages(table), table).toEqual([0, 6, 7]);
  expect(await ttlDays()).toEqual(new Set(['8']));

  // The next hour has nothing to do; the next day has one partition less in each table.
  expect(await start(7)).toEqual({ altered: [], dropped: [] });
  expect((await start(7, Date.now() + DAY_MS)).dropped).toHaveLength(EXPIRING_TABLES.length);
  expect(await ages('otel_logs')).toEqual([0, 6]);
});

test('new rows come in and old ones are searched as before after a change', async () => {
  await start(7);
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_logs')} ${columns('otel_logs')} FROM (SELECT 1 AS age)`,
  );
  expect(await ages('otel_logs')).toEqual([0, 1, 6, 7]);
  expect(await ages('otel_logs_volume_1m')).toEqual([0, 1, 6, 7]);
});

test('a longer retention keeps what is there, also from the deadlines that old parts were written with', async () => {
  await start(7);
  await start(3650);
  for (const table of EXPIRING_TABLES) expect(await ages(table), table).toEqual([0, 6, 7]);
  await expect
    .poll(
      async () => {
        const { rows } = await clickhouse.query<{ table: string }>(
          sql`SELECT DISTINCT table FROM system.parts WHERE database = ${str(database)} AND active
            AND toDate(delete_ttl_info_max) != toDate(partition) + 3651 AND table LIKE 'otel%'`,
        );
        return rows;
      },
      { timeout: 30_000 },
    )
    .toEqual([]);
});

test("the user's own tables are left alone", async () => {
  await clickhouse.command(
    sql`CREATE TABLE ${ident(database, 'mine')} (t DateTime) ENGINE = MergeTree PARTITION BY toDate(t) ORDER BY t
      TTL toDate(t) + toIntervalDay(900)`,
  );
  await clickhouse.command(sql`INSERT INTO ${ident(database, 'mine')} SELECT now() - INTERVAL 100 DAY`);
  await start(7);
  expect(await ages('mine')).toEqual([100]);
  const { rows } = await clickhouse.query<{ engine_full: string }>(
    sql`SELECT engine_full FROM system.tables WHERE database = ${str(database)} AND name = 'mine'`,
  );
  expect(rows[0]?.engine_full).toContain('toIntervalDay(900)');
});

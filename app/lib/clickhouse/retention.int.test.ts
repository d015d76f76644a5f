// Retention on a real engine: old days go, newer ones stay, in every table, and a longer retention keeps what is left.
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RetentionDays, retentionOf } from '#app/lib/auth/team-settings.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { EXPIRING_TABLES as EXPIRING } from './expiring-tables.ts';
import { migrate } from './migrate.server.ts';
import { applyRetention, type RetentionChanges } from './retention.server.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
/** Days before today that have rows; the last one is still young after all tests. */
const AGES = [0, 6, 7, 8, 20, 59];
const EXPIRING_TABLES = EXPIRING.map(({ name }) => name);
/** Tables that no view fills: records, and what a job counts. */
const FILLED = EXPIRING.filter(({ name, kind }) => kind === 'records' || name.includes('_edges_'));

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
  await fill();
});

async function fill(): Promise<void> {
  for (const { name } of FILLED)
    await clickhouse.command(sql`INSERT INTO ${ident(database, name)} ${columns(name)} FROM
      (SELECT arrayJoin(${raw(JSON.stringify(AGES))}) AS age)`);
}

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
  return await apply(retentionOf({}, retentionDays), nowMs);
}

function apply(days: RetentionDays, nowMs = Date.now()): Promise<RetentionChanges> {
  return applyRetention({ clickhouse, database, cluster: undefined, days, nowMs, log });
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

/** Ages of the days that have values of attributes of a signal. */
async function attributeAges(signal: string): Promise<number[]> {
  const { rows } = await clickhouse.query<{ age: string }>(
    sql`SELECT DISTINCT toInt64(toDate(now()) - toDate(Bucket)) AS age FROM ${ident(database, 'otel_attributes_15m')}
      WHERE Signal = ${str(signal)} ORDER BY age`,
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
  expect(await start(7)).toEqual({ altered: [], dropped: [], thinned: [] });
  expect((await start(7, Date.now() + DAY_MS)).dropped).toHaveLength(EXPIRING_TABLES.length);
  expect(await ages('otel_logs')).toEqual([0, 6]);
});

test('each signal has its own time, its rollups with it, and nothing of another team is touched', async () => {
  const other = database;
  count += 1;
  database = `otel_${count}`;
  await start(60);
  await fill();
  const kept = { logs: 6, traces: 8, metrics: 7, sessions: 59 };
  const left = { logs: [0, 6], traces: [0, 6, 7, 8], metrics: [0, 6, 7], sessions: AGES };
  const changes = await apply(kept);
  expect(changes.thinned.map(({ signal, partition }) => [signal, partition.length])).toEqual([
    ['logs', 10],
    ['logs', 10],
  ]);
  for (const { name, signal, signals } of EXPIRING) {
    const of = signals.includes('traces') ? 'traces' : signal;
    expect(await ages(name), name).toEqual(left[of]);
  }
  await expect.poll(() => attributeAges('logs'), { timeout: 60_000 }).toEqual([0, 6]);
  expect(await attributeAges('traces')).toEqual([0, 6, 7, 8]);
  expect(await ttlDays()).toEqual(new Set(['7', '9', '8', '60']));
  expect(await apply(kept)).toEqual({ altered: [], dropped: [], thinned: [] });

  database = other;
  for (const table of EXPIRING_TABLES) expect(await ages(table), table).toEqual(AGES);
  expect(await ttlDays()).toEqual(new Set(['61']));
}, 180_000);

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

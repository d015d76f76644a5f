// Retention as people set it, on the real engine: what goes and what stays, what is said of it before, and what a restart finds.
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { auditLog, teams } from '#drizzle/schema.ts';
import { createRetention, type Retention } from './retention.server.ts';
import { readRetentionState } from './state.server.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
/** Days before today that have rows, a row more for each older one. */
const AGES = [0, 1, 5, 20];

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let identity: TestIdentity;
let retention: Retention;
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of ['otel_ours', 'otel_theirs'])
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays: 30,
      directory: 'clickhouse/migrations',
      log,
    });
  await fill('otel_theirs');
}, 180_000);

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

beforeEach(async () => {
  identity?.close();
  identity = openTestIdentity();
  ours = tenant(identity.team.id, identity.team.name, 'otel_ours');
  theirs = tenant('theirs', 'Theirs', 'otel_theirs');
  identity.db.update(teams).set({ database: ours.database }).run();
  identity.db
    .insert(teams)
    .values({ id: theirs.teamId, name: theirs.teamName, slug: 'theirs', database: theirs.database })
    .run();
  retention = start();
  await retention.applyAll();
  for (const table of ['otel_logs', 'otel_logs_volume_1m', 'otel_attributes_15m', 'otel_traces'])
    await clickhouse.command(sql`TRUNCATE TABLE ${ident(ours.database, table)}`);
  await fill(ours.database);
}, 120_000);

async function fill(database: string): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_logs')} (Timestamp, ServiceName, Body, LogAttributes)
      SELECT toDateTime64(today() - age, 9) + toIntervalSecond(3600 + n), 's', 'text', map('k', 'v')
      FROM (SELECT arrayJoin(${raw(JSON.stringify(AGES))}) AS age, arrayJoin(range(age + 1)) AS n)`,
  );
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_traces')} (Timestamp, TraceId, ServiceName)
      SELECT toDateTime64(today() - age, 9) + toIntervalHour(1), toString(age), 's'
      FROM (SELECT arrayJoin(${raw(JSON.stringify(AGES))}) AS age)`,
  );
}

/** What a start of the program makes. */
function start(): Retention {
  return createRetention({ db: identity.db, clickhouse, cluster: undefined, defaultDays: 30, log });
}

/** Only these matter here. */
function tenant(teamId: string, teamName: string, database: string): Tenant {
  return {
    teamId,
    teamName,
    database,
    scopes: new Set(['admin']),
    actor: { kind: 'system', name: 'test' },
    client: { address: '', userAgent: '' },
  } as unknown as Tenant;
}

const stateOf = (of: Tenant) => readRetentionState({ clickhouse, cluster: undefined, retention }, of);

async function ages(of: Tenant, table: string): Promise<number[]> {
  const { rows } = await clickhouse.query<{ age: string }>(
    sql`SELECT DISTINCT toInt64(today() - toDate(_partition_value.1)) AS age FROM ${ident(of.database, table)} ORDER BY age`,
  );
  return rows.map(({ age }) => Number(age));
}

test('what the page says is what the tables hold', async () => {
  const { signals, defaultDays, disk, others } = await stateOf(ours);
  const today = new Date().toISOString().slice(0, 10);
  const dayOf = (age: number) => new Date(Date.parse(today) - age * DAY_MS).toISOString();
  const [logs, traces, metrics] = signals;
  expect(defaultDays).toBe(30);
  expect(logs).toMatchObject({
    signal: 'logs',
    keptDays: 30,
    isOwn: false,
    isApplied: true,
    rows: AGES.reduce((sum, age) => sum + age + 1, 0),
    days: 4,
    oldest: dayOf(20).replace('T00', 'T01'),
    newest: dayOf(0).replace('T00', 'T01'),
    nextDrop: { day: dayOf(20).slice(0, 10), at: dayOf(-11), rows: 21 },
  });
  expect(logs?.tables.map(({ name, rows, ttlDays, days }) => [name, rows, ttlDays, days])).toEqual([
    ['otel_logs', 30, 30, 4],
    // A row for each minute.
    ['otel_logs_volume_1m', 4, 30, 4],
    // Logs only: spans here have no attributes.
    ['otel_attributes_15m', 4, 30, 4],
  ]);
  const bytes = logs?.tables.reduce((sum, table) => sum + table.bytes, 0) ?? 0;
  expect([logs?.bytes, bytes > 0]).toEqual([bytes, true]);
  expect(traces).toMatchObject({ rows: 4, nextDrop: { rows: 1 } });
  expect(metrics).toMatchObject({
    rows: 0,
    bytes: 0,
    oldest: null,
    newest: null,
    nextDrop: null,
    isApplied: true,
  });
  expect(others).toEqual({ tables: 0, rows: 0, bytes: 0 });
  expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? 0);
});

test('a shorter retention is refused until it is confirmed, and says what goes', async () => {
  const loss = await retention.lossOf(ours, { logs: 3 });
  expect(loss).toMatchObject({ rows: 27, signals: [{ signal: 'logs', days: 2, rows: 27 }] });
  expect(loss.bytes).toBeGreaterThan(0);
  await expect(retention.change(ours, { logs: 3 })).rejects.toMatchObject({ code: 'conflict' });
  await expect(retention.change(ours, { logs: 3 }, 'Theirs')).rejects.toMatchObject({ code: 'conflict' });
  expect(retention.daysOf(ours.teamId).logs).toBe(30);
  expect(await ages(ours, 'otel_logs')).toEqual([0, 1, 5, 20]);

  // As people type it: white space around it is no other name.
  expect(await retention.change(ours, { logs: 3 }, ` ${ours.teamName}\u00a0`)).toMatchObject({
    isApplied: true,
    keptDays: { logs: 3, traces: 30 },
  });
  expect(await ages(ours, 'otel_logs')).toEqual([0, 1]);
  expect(await ages(ours, 'otel_logs_volume_1m')).toEqual([0, 1]);
  expect(await ages(ours, 'otel_traces')).toEqual([0, 1, 5, 20]);
  expect(await ages(theirs, 'otel_logs')).toEqual([0, 1, 5, 20]);
  const { signals } = await stateOf(ours);
  expect(signals[0]).toMatchObject({ keptDays: 3, isOwn: true, isApplied: true, rows: 3 });
  expect(identity.db.select().from(auditLog).all()).toMatchObject([
    {
      action: 'team.settings',
      targetId: ours.teamId,
      before: { retentionDays: { logs: 30 } },
      after: { retentionDays: { logs: 3, traces: 30 } },
    },
  ]);
});

test('what drops nothing needs no word, and null goes back to the installation', async () => {
  await retention.change(ours, { logs: 25, traces: 90 });
  expect(retention.daysOf(ours.teamId)).toMatchObject({ logs: 25, traces: 90, metrics: 30 });
  await retention.change(ours, { logs: null });
  expect(retention.ownOf(ours.teamId)).toEqual({ traces: 90 });
  expect(retention.daysOf(ours.teamId)).toMatchObject({ logs: 30, traces: 90 });
});

test('a change that the engine did not take is there after a restart, and applied then', async () => {
  const away = createClickHouse({ url: 'http://127.0.0.1:1', user: 'default', password: '' });
  const cut = createRetention({
    db: identity.db,
    clickhouse: away,
    cluster: undefined,
    defaultDays: 30,
    log,
  });
  expect(await cut.change(ours, { traces: 3 }, ours.teamName)).toMatchObject({ isApplied: false });
  expect(cut.problemOf(ours.teamId)).toMatch(/\S/);
  await away.close();
  retention = start();
  expect((await stateOf(ours)).signals[1]).toMatchObject({ keptDays: 3, isApplied: false, rows: 4 });
  await retention.applyAll();
  expect((await stateOf(ours)).signals[1]).toMatchObject({ isApplied: true, rows: 2 });
  expect(await ages(theirs, 'otel_traces')).toEqual([0, 1, 5, 20]);
});

test('changes at once come one after the other, and the tables have the one that holds', async () => {
  const changes = [40, 50, 60, 45].map((logs) => retention.change(ours, { logs }));
  await Promise.all(changes);
  const [logs] = (await stateOf(ours)).signals;
  expect([40, 45, 50, 60]).toContain(logs?.keptDays);
  expect(logs?.isApplied).toBe(true);
});

// Spans that were stored before the trace summaries, and while these are made, stay findable; nothing is counted twice.
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { migrate } from './migrate.server.ts';
import { renderStatements } from './migrations-render.ts';

const MIGRATIONS = 'clickhouse/migrations';
const BEFORE = ['logs', 'traces', 'metrics', 'sessions', 'rollups', 'log_search'].map(
  (name, index) => `00${index + 1}_${name}.sql`,
);

const BEFORE_QUARTERS = [...BEFORE, '007_traces.sql'];
const BEFORE_HOURS = [...BEFORE_QUARTERS, '008_services.sql'];

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let directory: string;
let beforeQuarters: string;
let beforeHours: string;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  directory = await mkdtemp(join(tmpdir(), 'maple-trace-migration-'));
  for (const name of BEFORE) await cp(join(MIGRATIONS, name), join(directory, name));
  beforeQuarters = await mkdtemp(join(tmpdir(), 'maple-trace-migration-'));
  for (const name of BEFORE_QUARTERS) await cp(join(MIGRATIONS, name), join(beforeQuarters, name));
  beforeHours = await mkdtemp(join(tmpdir(), 'maple-trace-migration-'));
  for (const name of BEFORE_HOURS) await cp(join(MIGRATIONS, name), join(beforeHours, name));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  for (const each of [directory, beforeQuarters, beforeHours]) await rm(each, { recursive: true });
});

const options = (database: string) => ({
  clickhouse,
  database,
  cluster: undefined,
  retentionDays: 3650,
  log: pino({ level: 'silent' }),
});

/** Two spans of a trace on both sides of midnight, as a stock collector sends them: an error in any view fails it. */
async function insert(database: string, trace: string): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_traces')} (Timestamp, TraceId, SpanId, ServiceName, Duration, ResourceAttributes)
      SELECT toDateTime64('2026-01-14 23:59:59', 9, 'UTC') + number * 2, ${str(trace)}, toString(number), 'cart', 5000000000,
        map('deployment.environment.name', 'prod') FROM numbers(2)`,
    { settings: { materialized_views_ignore_errors: 0 } },
  );
}

interface Found {
  readonly id: string;
  readonly start: string;
  readonly end: string;
}

async function lookup(database: string): Promise<Found[]> {
  const { rows } = await clickhouse.query<Found>(
    sql`SELECT TraceId AS id, toString(min(Start), 'UTC') AS start, toString(max(End), 'UTC') AS end
      FROM ${ident(database, 'otel_traces_trace_id_ts')} GROUP BY TraceId ORDER BY length(id), id`,
  );
  return rows;
}

/** The statements of the migration, and before, between and after them an insert: the ids of all traces. */
async function migrateWhileInserting(database: string, from: number, first: number): Promise<string[]> {
  const ids: string[] = [];
  const add = async () => {
    const id = `t${first + ids.length}`;
    await insert(database, id);
    ids.push(id);
  };
  const script = readFileSync(join(MIGRATIONS, '007_traces.sql'), 'utf8');
  for (const statement of renderStatements(script, options(database)).slice(from)) {
    await add();
    await clickhouse.command(raw(statement));
  }
  await add();
  return ids;
}

test('every trace is found whatever the migration was doing when its spans came, also when it runs again', async () => {
  await migrate({ ...options('otel_a'), directory });
  const first = await migrateWhileInserting('otel_a', 0, 0);
  expect(first.length).toBeGreaterThan(15);
  const found = await lookup('otel_a');
  expect(found.map(({ id }) => id)).toEqual(first);
  for (const { start, end } of found) {
    expect(start).toBe('2026-01-14 23:59:59');
    expect(end >= '2026-01-15 00:00:01').toBe(true);
  }

  // A run that broke off at its end begins again.
  const second = await migrateWhileInserting('otel_a', 0, first.length);
  expect((await lookup('otel_a')).map(({ id }) => id)).toEqual([...first, ...second]);
  const { rows } = await clickhouse.query<{ id: string; spans: string; partial: number }>(
    sql`SELECT TraceId AS id, sum(Spans) AS spans, max(IsPartial) AS partial FROM otel_a.otel_trace_summaries
      GROUP BY TraceId ORDER BY length(id), id`,
  );
  // Whoever came before the summaries, or while both views wrote, is marked; nobody is counted twice.
  const isMarked = rows.map(({ partial }) => partial === 1);
  const unmarked = isMarked.indexOf(false);
  expect(unmarked).toBeGreaterThan(0);
  expect(isMarked.slice(unmarked)).not.toContain(true);
  for (const { id, spans, partial } of rows)
    if (partial === 0) expect(spans, id).toBe('2');
    else expect(Number(spans), id).toBeLessThanOrEqual(2);
});

test('a migration that broke off anywhere is continued', async () => {
  const script = readFileSync(join(MIGRATIONS, '007_traces.sql'), 'utf8');
  const statements = renderStatements(script, options('otel_b'));
  const moves = statements
    .map((statement, index) => (/trace_id_ts/.test(statement) ? index : -1))
    .filter((index) => index >= 0);
  for (const last of moves) {
    const database = `otel_b${last}`;
    await migrate({ ...options(database), directory });
    await insert(database, 'before');
    for (const statement of renderStatements(script, options(database)).slice(0, last + 1))
      await clickhouse.command(raw(statement));
    expect(await migrate({ ...options(database), directory: MIGRATIONS })).toEqual([
      '007_traces.sql',
      '008_services.sql',
      '009_long_ranges.sql',
    ]);
    await insert(database, 'later');
    expect(
      (await lookup(database)).map(({ id }) => id),
      `after ${last}`,
    ).toEqual(['later', 'before']);
  }
});

test('rates of before have no environment, those of after have theirs, and both are read together', async () => {
  await migrate({ ...options('otel_c'), directory });
  await insert('otel_c', 'before');
  await migrate({ ...options('otel_c'), directory: MIGRATIONS });
  await insert('otel_c', 'after');
  await clickhouse.command(sql`OPTIMIZE TABLE otel_c.otel_traces_red_1m FINAL`);
  const { rows } = await clickhouse.query(
    sql`SELECT Environment AS environment, sum(Count) AS count, sum(DurationSum) AS total, quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)[1] AS median
      FROM otel_c.otel_traces_red_1m GROUP BY environment ORDER BY environment`,
  );
  expect(rows).toEqual(
    ['', 'prod'].map((environment) => ({ environment, count: '2', total: '10000000000', median: 5e9 })),
  );
});

test('what was there before the quarters and the versions is in them once, wherever their migration broke off', async () => {
  const script = readFileSync(join(MIGRATIONS, '008_services.sql'), 'utf8');
  const fills = renderStatements(script, options('otel_d'))
    .map((statement, index) => (/^(INSERT|TRUNCATE)/.test(statement) ? index : -1))
    .filter((index) => index >= 0);
  expect(fills).toHaveLength(3);
  for (const last of fills) {
    const database = `otel_d${last}`;
    await migrate({ ...options(database), directory });
    await clickhouse.command(raw(insertRecent(database, 'before')));
    await migrate({ ...options(database), directory: beforeQuarters });
    await clickhouse.command(raw(insertRecent(database, 'between')));
    for (const statement of renderStatements(script, options(database)).slice(0, last + 1))
      await clickhouse.command(raw(statement));
    expect(await migrate({ ...options(database), directory: MIGRATIONS })).toEqual([
      '008_services.sql',
      '009_long_ranges.sql',
    ]);
    await clickhouse.command(raw(insertRecent(database, 'after')));
    const { rows } = await clickhouse.query(
      sql`SELECT sum(Count) AS spans, quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)[1] AS median,
          max(LastMinute) = (SELECT max(toStartOfMinute(Timestamp)) FROM ${ident(database, 'otel_traces')}) AS isLast
        FROM ${ident(database, 'otel_traces_red_15m')}`,
    );
    expect(rows, `after ${last}`).toEqual([{ spans: '15', median: 5e9, isLast: 1 }]);
    const { rows: versions } = await clickhouse.query(
      sql`SELECT Version AS version, sum(bitCount(minutes)) AS minutes, min(first) = (SELECT min(Timestamp) FROM ${ident(database, 'otel_traces')}) AS isFirst
        FROM (SELECT Version, Bucket, groupBitOr(Minutes) AS minutes, min(First) AS first FROM ${ident(database, 'otel_service_versions_15m')} GROUP BY Version, Bucket)
        GROUP BY Version ORDER BY Version`,
    );
    expect(versions, `after ${last}`).toEqual(
      ['after', 'before', 'between'].map((version) => ({ version, minutes: '5', isFirst: 1 })),
    );
  }
});

test('what was there before the sums of hours is in them once, wherever their migration broke off', async () => {
  const script = readFileSync(join(MIGRATIONS, '009_long_ranges.sql'), 'utf8');
  const statements = renderStatements(script, options('otel_e'));
  for (const last of statements.keys()) {
    const database = `otel_e${last}`;
    await migrate({ ...options(database), directory: beforeQuarters });
    await clickhouse.command(raw(insertRecent(database, 'before')));
    await migrate({ ...options(database), directory: beforeHours });
    await clickhouse.command(raw(insertRecent(database, 'between')));
    for (const statement of renderStatements(script, options(database)).slice(0, last + 1))
      await clickhouse.command(raw(statement));
    expect(await migrate({ ...options(database), directory: MIGRATIONS })).toEqual(['009_long_ranges.sql']);
    await clickhouse.command(raw(insertRecent(database, 'after')));
    const { rows } = await clickhouse.query(
      sql`SELECT Scope AS scope, toString(ServiceName) AS service, toUnixTimestamp(Bucket) % 3600 AS second, sum(Count) AS spans,
          quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)[1] AS median,
          max(LastMinute) = (SELECT max(toStartOfMinute(Timestamp)) FROM ${ident(database, 'otel_traces')}) AS isLast
        FROM ${ident(database, 'otel_traces_red_sums')} GROUP BY ALL ORDER BY scope`,
    );
    const common = { second: '0', spans: '15', median: 5e9, isLast: 1 };
    expect(
      rows.map((row) => ({ ...(row as object), second: String((row as { second: number }).second) })),
      `after ${last}`,
    ).toEqual([
      { scope: 'all', service: '', ...common },
      { scope: 'service', service: 'cart', ...common },
    ]);
  }
});

/** Spans of five minutes of two hours ago. */
function insertRecent(database: string, version: string): string {
  return `INSERT INTO ${database}.otel_traces (Timestamp, TraceId, SpanId, ServiceName, Duration, ResourceAttributes)
    SELECT toStartOfHour(now()) - 7200 + number * 60, '${version}', toString(number), 'cart', 5000000000,
      map('service.version', '${version}') FROM numbers(5) SETTINGS materialized_views_ignore_errors = 0`;
}

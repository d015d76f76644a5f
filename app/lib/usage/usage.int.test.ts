// Usage on the real engine equals what is worked out from the rows that were stored.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionOf } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { DEFAULT_LIMITS } from '#app/lib/clickhouse/limits.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, param, sql } from '#app/lib/sql/sql.ts';
import type { Usage } from './schema.ts';
import { readUsage } from './usage.server.ts';

const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS);
const SERVICES = ['cart', 'checkout', '', 'web'];
const TABLES = { logs: 'otel_logs', traces: 'otel_traces', metrics: 'otel_metrics_sum' } as const;
type Signal = keyof typeof TABLES;

interface Row {
  readonly signal: Signal;
  readonly service: string;
  readonly ago: number;
}

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let clickhouse: ClickHouse;
let identity: TestIdentity;
let tenant: Tenant;
const rows = generated();

/** The same rows every time; some are older than what is asked for. */
function generated(): Row[] {
  let state = 42;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: 3_000 }, () => ({
    signal: (['logs', 'traces', 'metrics'] as const)[next(3)] ?? 'logs',
    service: SERVICES[Math.min(next(6), 3)] ?? '',
    ago: next(20),
  }));
}

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  identity = openTestIdentity();
  for (const database of ['otel', 'otel_theirs'])
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays: 3_650,
      directory: 'clickhouse/migrations',
      log: pino({ level: 'silent' }),
    });
  for (const database of ['otel', 'otel_theirs'])
    for (const signal of ['logs', 'traces', 'metrics'] as const) await insert(database, signal);
  tenant = {
    teamId: identity.team.id,
    database: 'otel',
    scopes: new Set(['read']),
    actor: { kind: 'loopback' },
  } as unknown as Tenant;
}, 180_000);

afterAll(async () => {
  identity?.close();
  await clickhouse?.close();
  await engine?.stop();
});

async function insert(database: string, signal: Signal): Promise<void> {
  const own = rows.filter((row) => row.signal === signal);
  const time = signal === 'metrics' ? 'TimeUnix' : 'Timestamp';
  const seconds = own.map(({ ago }, index) => (TODAY - ago) * 86_400 + (index % 3_600));
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, TABLES[signal])} (${ident(time)}, ServiceName)
      SELECT toDateTime64(row.1, 9), row.2 FROM
      (SELECT arrayJoin(arrayZip(${param('Array(Int64)', seconds)}, ${param(
        'Array(String)',
        own.map(({ service }) => service),
      )})) AS row)`,
  );
}

function read(days: number): Promise<Usage> {
  const reader = {
    db: identity.db,
    clickhouse,
    readerOf: () => clickhouse,
    cluster: undefined,
    running: new RunningQueries({ all: DEFAULT_LIMITS, byRole: {} }),
    retentionOf: () => retentionOf({}, 30),
    ingestDays: {
      counts: (_: string, from: number, to: number) => [
        { day: from, signal: 'logs', bytes: 5, records: 6, refused: 7 } as const,
        { day: to, signal: 'traces', bytes: 8, records: 9, refused: 0 } as const,
      ],
    },
    now: Date.now,
  };
  return readUsage(reader, tenant, { days });
}

/** Of the rows themselves: how many on each of the days, the oldest first. */
function counts(days: number, matches: (row: Row) => boolean): number[] {
  return Array.from(
    { length: days },
    (_, at) => rows.filter((row) => row.ago === days - 1 - at && matches(row)).length,
  );
}

test.each([7, 14])('the last %i days', async (days) => {
  const usage = await read(days);
  expect(usage.days).toHaveLength(days);
  expect(usage.days.at(-1)).toBe(new Date(TODAY * DAY_MS).toISOString().slice(0, 10));
  for (const signal of ['logs', 'traces', 'metrics'] as const)
    expect(usage.signals[signal].records, signal).toEqual(counts(days, (row) => row.signal === signal));

  const of = (service: string, signal: Signal) =>
    counts(days, (row) => row.service === service && row.signal === signal);
  const expected = SERVICES.map((service) => {
    const found = {
      logs: of(service, 'logs'),
      traces: of(service, 'traces'),
      metrics: of(service, 'metrics'),
    };
    return {
      service,
      ...found,
      records: Object.values(found)
        .flat()
        .reduce((sum, n) => sum + n, 0),
    };
  }).sort((a, b) => b.records - a.records);
  expect(usage.services.map(({ bytes: _, ...service }) => service)).toEqual(expected);

  // Every byte of the three signals is some service's.
  const bytes = Object.values(usage.signals).flatMap((signal) => signal.bytes);
  const shared = usage.services.reduce((sum, service) => sum + service.bytes, 0);
  expect(Math.abs(shared - bytes.reduce((sum, n) => sum + n, 0))).toBeLessThanOrEqual(SERVICES.length);

  expect(usage.sent.logs.bytes).toEqual([5, ...new Array(days - 1).fill(0)]);
  expect(usage.sent.traces.records.at(-1)).toBe(9);
  expect(usage.sent.logs.refused[0]).toBe(7);
});

test('growth is of whole weeks before today, and the disk is that of the engine', async () => {
  const { growth, disk } = await read(7);
  const between = (from: number, to: number) => rows.filter(({ ago }) => ago >= from && ago <= to).length;
  expect(growth.records).toEqual({ last: between(1, 7), before: between(8, 14) });
  expect(growth.bytes.last).toBeGreaterThan(0);
  expect(disk?.addedPerDay).toBe(Math.round(growth.bytes.last / 7));
});

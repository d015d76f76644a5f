// The job that counts: every team's database by itself, again when spans come, and no more after its stop.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { startCounting } from './counting.server.ts';

const log = pino({ level: 'silent' });
const DATABASES = ['otel', 'otel_b'];

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of DATABASES)
    await migrate({
      clickhouse,
      database,
      cluster: undefined,
      retentionDays: 3650,
      directory: 'clickhouse/migrations',
      log,
    });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function store(database: string, spanId: string, service: string): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'otel_traces')} (Timestamp, TraceId, SpanId, ServiceName, SpanKind)
      SELECT now64(9), 't', ${raw(`'${spanId}'`)}, ${raw(`'${service}'`)}, 'Server'`,
  );
}

async function targets(database: string): Promise<string[]> {
  const { rows } = await clickhouse.query<{ target: string }>(
    sql`SELECT Target AS target FROM ${ident(database, 'otel_service_edges_5m')}
      WHERE (Bucket, Version) IN (SELECT Bucket, max(Version) FROM ${ident(database, 'otel_service_edges_state')} GROUP BY Bucket)
      ORDER BY target`,
  );
  return rows.map(({ target }) => target);
}

/** Looks again and again until a test's time is over. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 50));
}

test('counts what comes, in each database by itself, also beside one that is gone', async () => {
  await store('otel', '1', 'ours');
  await store('otel_b', '1', 'theirs');
  const job = startCounting({ clickhouse, databases: () => ['away', ...DATABASES], log, everyMs: 20 });
  try {
    await until(async () => (await targets('otel_b')).length === 1);
    expect(await targets('otel')).toEqual(['ours']);
    expect(await targets('otel_b')).toEqual(['theirs']);
    await store('otel_b', '2', 'later');
    await until(async () => (await targets('otel_b')).includes('later'));
    expect(await targets('otel')).toEqual(['ours']);
  } finally {
    await job.stop();
  }
});

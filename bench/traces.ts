// Trace benchmark: every question of the trace screens, over 24 hours of generated spans in the real tables, beside the best SQL
// that we could write by hand for it. Both run on one engine in turns.
//   node bench/traces.ts [--traces 1000000] [--rounds 15] [--data DIR] [--only text]
// A trace has ten spans on average. With --data, spans are kept there for the next run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { createTestReader, migrateTestDatabase } from '#app/lib/logs/testing.ts';
import { sql } from '#app/lib/sql/sql.ts';
import { beside, figureLine, meets } from './lib/beside.ts';
import { fillTraces, HOURS } from './traces-data.ts';
import { type Bench, QUESTIONS } from './traces-questions.ts';

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '15' },
    data: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const MEMORY_BYTES = 6 * 1024 ** 3;
const TRACES = Number(values.traces);
const QUIET_SECONDS = 5;

const dataDir = values.data
  ? join(values.data, String(TRACES))
  : mkdtempSync(join(tmpdir(), 'maple-bench-traces-'));
const engine = await startEngine({
  dataDir,
  port: 0,
  memoryBytes: MEMORY_BYTES,
  log: pino({ level: 'warn' }),
});
const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
try {
  await migrateTestDatabase(clickhouse);
  const endMs = await fill();
  await tellSizes();
  const reader = { ...createTestReader(clickhouse, { now: () => endMs }), retentionDays: () => 3650 };
  const bench: Bench = { clickhouse, reader, traces: TRACES, endMs };
  const run = { rounds: Number(values.rounds), pid: engine.pid ?? 0 };
  for (const { name, ours, best, most } of QUESTIONS) {
    if (!name.includes(values.only)) continue;
    const figure = await beside(await ours(bench), (await best?.(bench)) ?? [], run);
    if (!meets(figure, most)) process.exitCode = 1;
    console.log(figureLine(name, figure, most));
  }
} finally {
  await clickhouse.close();
  await engine.stop();
  if (!values.data) rmSync(dataDir, { recursive: true, force: true });
}

/** Sees to it that there are so many traces, and answers the end of their time, epoch milliseconds. */
async function fill(): Promise<number> {
  const [stored] = (
    await clickhouse.query<{ traces: string; first: string }>(
      sql`SELECT uniqExact(TraceId) AS traces, toUnixTimestamp64Milli(min(Timestamp)) AS first FROM otel.otel_traces`,
    )
  ).rows;
  // The first trace begins with the hours.
  if (Number(stored?.traces) === TRACES) return Number(stored?.first) + HOURS * 3_600_000;
  if (Number(stored?.traces) > 0)
    throw new Error(`${dataDir} holds ${stored?.traces} traces; use another directory`);
  const endMs = Date.now();
  const started = performance.now();
  await fillTraces(clickhouse, TRACES, endMs, () => {});
  console.log(`${TRACES} traces stored in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  await settle();
  return endMs;
}

/** Waits until the engine has merged what it wants to merge, which would disturb the figures. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_SECONDS; ) {
    const { rows } = await clickhouse.query(sql`SELECT 1 FROM system.merges LIMIT 1`);
    quiet = rows.length === 0 ? quiet + 1 : 0;
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

/** Bytes per span on disk, by table. */
async function tellSizes(): Promise<void> {
  const { rows } = await clickhouse.query<{ name: string; bytes: string; spans: string }>(
    sql`SELECT table AS name, sum(bytes_on_disk) AS bytes, (SELECT count() FROM otel.otel_traces) AS spans FROM system.parts
      WHERE database = 'otel' AND active AND rows > 0 GROUP BY table ORDER BY bytes DESC`,
  );
  const all = rows.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const spans = Number(rows[0]?.spans ?? 1);
  const parts = rows.map(({ name, bytes }) => `${name} ${(Number(bytes) / spans).toFixed(1)}`);
  console.log(`${spans} spans, bytes a span on disk: ${(all / spans).toFixed(1)} (${parts.join(', ')})`);
}

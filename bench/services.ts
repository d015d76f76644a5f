// Services benchmark: what the service screens and the map ask, over 24 hours of generated spans in the real tables, and what
// counting the map costs. Figures are medians of the time that one waits, and the engine's processor time beside them.
//   node bench/services.ts [--traces 1000000] [--rounds 11] [--data DIR]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { createTestReader, migrateTestDatabase, testTenant } from '#app/lib/logs/testing.ts';
import { EdgeCounter } from '#app/lib/services/count.server.ts';
import { listErrorGroups } from '#app/lib/services/errors.server.ts';
import { listServices } from '#app/lib/services/list.server.ts';
import { readServiceMap } from '#app/lib/services/map.server.ts';
import {
  errorGroupsRequest,
  serviceListRequest,
  serviceMapRequest,
  serviceRequest,
} from '#app/lib/services/schema.ts';
import { readService } from '#app/lib/services/service.server.ts';
import { sql } from '#app/lib/sql/sql.ts';
import { median } from './lib/median.ts';
import { fillTraces } from './traces-data.ts';

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '11' },
    data: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds);
const WARM_UP = 2;
const traces = Number(values.traces);
const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'maple-bench-services-'));
const engine = await startEngine({
  dataDir,
  port: 0,
  memoryBytes: 6 * 1024 ** 3,
  log: pino({ level: 'warn' }),
});
const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
let isGood = true;
try {
  await migrateTestDatabase(clickhouse);
  const { spans, endMs } = await fill();
  console.log(`${spans} spans`);
  await count(endMs);
  await ask(endMs);
} finally {
  await clickhouse.close();
  await engine.stop();
  if (!values.data) rmSync(dataDir, { recursive: true, force: true });
}
process.exitCode = isGood ? 0 : 1;

async function stored(): Promise<{ spans: number; endMs: number }> {
  const { rows } = await clickhouse.query<{ spans: string; last: string }>(
    sql`SELECT count() AS spans, toUnixTimestamp64Milli(max(Timestamp)) AS last FROM otel.otel_traces`,
  );
  return { spans: Number(rows[0]?.spans), endMs: Number(rows[0]?.last) + 1 };
}

async function fill(): Promise<{ spans: number; endMs: number }> {
  const found = await stored();
  if (found.spans > 0) return found;
  await fillTraces(clickhouse, traces, Date.now(), () => {});
  return stored();
}

/** Counts the whole day, then one late span. */
async function count(endMs: number): Promise<void> {
  const counter = new EdgeCounter(
    { clickhouse, now: () => endMs, random: Math.random, onFailure: ({ error }) => console.log(error) },
    testTenant.database,
  );
  for (const what of ['the whole day', 'nothing']) {
    const [started, cpu] = [performance.now(), cpuMs()];
    const { counted } = await counter.run(Number.POSITIVE_INFINITY);
    line(`counting ${what}: ${counted} buckets`, performance.now() - started, cpuMs() - cpu);
  }
}

async function ask(endMs: number): Promise<void> {
  const reader = createTestReader(clickhouse, { now: () => endMs });
  const busiest = await listServices(reader, testTenant, serviceListRequest.parse({ from: 'now-1h' }));
  const service = busiest.services[0]?.name ?? '';
  for (const [name, from, most] of [
    ['an hour', 'now-1h', 150],
    ['twelve hours', 'now-12h', 150],
    ['a day', 'now-24h', 150],
  ] as const) {
    const list = serviceListRequest.parse({ from });
    const one = serviceRequest.parse({ from, service });
    const errors = errorGroupsRequest.parse({ from });
    const map = serviceMapRequest.parse({ from });
    await measure(`services of ${name}`, most, () => listServices(reader, testTenant, list));
    await measure(`one service, ${name}`, undefined, () => readService(reader, testTenant, one));
    await measure(`errors of ${name}`, most, () => listErrorGroups(reader, testTenant, errors));
    await measure(`map of ${name}`, 300, () => readServiceMap(reader, testTenant, map));
  }
}

async function measure(name: string, most: number | undefined, run: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  let before = 0;
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    if (round === 0) before = cpuMs();
    const started = performance.now();
    await run();
    if (round >= 0) took.push(performance.now() - started);
  }
  const ms = median(took);
  isGood &&= most === undefined || ms <= most;
  line(name, ms, (cpuMs() - before) / ROUNDS, most);
}

function line(name: string, ms: number, cpu: number, most?: number): void {
  const target = most === undefined ? '' : `  at most ${most} ms${ms <= most ? '' : '  MISSED'}`;
  console.log(`${name.padEnd(40)} ${ms.toFixed(1).padStart(9)} ms   CPU ${cpu.toFixed(0)} ms${target}`);
}

/** Processor time of the engine so far, in steps of ten milliseconds. */
function cpuMs(): number {
  const fields = readFileSync(`/proc/${engine.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

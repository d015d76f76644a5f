// Neighbours: what a team's searches take alone, and while another team sends as fast as it can and runs 20 heavy queries at once;
// with places for queries (fair over teams, who asks for much stands back) and without. In turns, in one run.
// node bench/neighbours.ts [--rows 100000] [--rounds 2] [--searches 8] [--heavy 20]

import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { createInserter } from '#app/lib/clickhouse/inserter.server.ts';
import { DEFAULT_LIMITS } from '#app/lib/clickhouse/limits.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { QueryPlaces } from '#app/lib/clickhouse/query-places.ts';
import { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { createReceiver } from '#app/lib/ingest/receive.server.ts';
import { logSearchRequest } from '#app/lib/logs/schema.ts';
import { searchLogs } from '#app/lib/logs/search.server.ts';
import { createTestReader, testTenant } from '#app/lib/logs/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { median } from './lib/median.ts';
import { fillLogs } from './logs-data.ts';
import { otlpBodies } from './otlp-bodies.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '2' },
    searches: { type: 'string', default: '8' },
    heavy: { type: 'string', default: '20' },
  },
});

/** What is left of the storm's cost with places, at most, at the median. */
const MOST = 0.25;
/** Until the storm is at its height. */
const WARM_UP_MS = 4_000;
const SENDERS = 4;
const STORM = 'storm';
const PLACES = { total: 12, perTeam: 8 };
const HEAVY = raw('SELECT count() FROM numbers(10000000) WHERE sipHash64(number) = 1');
const QUERIES = ['', 'GET', '"api v1 orders"', 'level:error'];

let failed = 0;
const stormTenant = { ...testTenant, teamId: STORM, database: STORM } as unknown as Tenant;
const log = pino({ level: 'silent' });
const nowMs = Date.now();
const dataDir = await mkdtemp(join(tmpdir(), 'maple-neighbours-'));
const engine = await startEngine({ dataDir, port: 0, memoryBytes: 4 * 1024 ** 3, log });
const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
const inserter = createInserter({ clickhouse, maxQueuedBytes: 128 * 1024 ** 2, log });

try {
  for (const database of [testTenant.database, STORM]) {
    const directory = fileURLToPath(new URL('../clickhouse/migrations', import.meta.url));
    await migrate({ clickhouse, database, cluster: undefined, retentionDays: 3_650, directory, log });
  }
  await fillLogs(clickhouse, Number(values.rows), nowMs, () => {});
  const bodies = await otlpBodies('logs', 32, 1_000, BigInt(nowMs) * 1_000_000n);
  const without = new RunningQueries({ all: DEFAULT_LIMITS, byRole: {} });
  const fair = new RunningQueries({ all: DEFAULT_LIMITS, byRole: {} }, { places: new QueryPlaces(PLACES) });
  const took = { alone: [] as number[], without: [] as number[], fair: [] as number[] };
  const sent = { without: 0, fair: 0 };
  await searches(fair);
  for (let round = 0; round < Number(values.rounds); round++) {
    took.alone.push(...(await searches(fair)));
    const before = await storm(without, bodies);
    took.without.push(...before.took);
    sent.without += before.sent;
    took.alone.push(...(await searches(fair)));
    const after = await storm(fair, bodies);
    took.fair.push(...after.took);
    sent.fair += after.sent;
    console.log(
      `round ${round + 1}: p50 alone ${median(took.alone).toFixed(0)} ms, without places ${median(before.took).toFixed(0)} ms, ` +
        `with ${median(after.took).toFixed(0)} ms; load of the machine ${loadavg()[0]?.toFixed(1)}`,
    );
  }
  const alone = figures(took.alone);
  console.log(`alone                    p50 ${alone.p50.toFixed(0)} ms, p95 ${alone.p95.toFixed(0)} ms`);
  for (const name of ['without', 'fair'] as const) {
    const { p50, p95 } = figures(took[name]);
    console.log(
      `storm, ${name === 'fair' ? 'fair places   ' : 'without places'}    p50 ${p50.toFixed(0)} ms (${(p50 / alone.p50).toFixed(1)} ×), ` +
        `p95 ${p95.toFixed(0)} ms (${(p95 / alone.p95).toFixed(1)} ×), ${sent[name].toLocaleString('en')} records taken of the storm`,
    );
  }
  if (failed > 0) console.log(`${failed} searches reached their limit of time`);
  process.exitCode = figures(took.fair).p50 / figures(took.without).p50 <= MOST ? 0 : 1;
} finally {
  await inserter.stop(2_000);
  await clickhouse.close();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Milliseconds of each search of the calm team. */
async function searches(running: RunningQueries): Promise<number[]> {
  const reader = { ...createTestReader(clickhouse, { now: () => nowMs }), running };
  const found: number[] = [];
  for (let n = 0; n < Number(values.searches); n++) {
    const query = QUERIES[n % QUERIES.length] ?? '';
    const start = performance.now();
    // One that reaches its limit has taken that long.
    await searchLogs(
      reader,
      testTenant,
      logSearchRequest.parse({ from: 'now-24h', query, source: 'logs' }),
    ).catch(() => (failed += 1));
    found.push(performance.now() - start);
  }
  return found;
}

/** The searches while the other team sends and asks. */
async function storm(
  running: RunningQueries,
  bodies: readonly Buffer[],
): Promise<{ took: number[]; sent: number }> {
  const aborter = new AbortController();
  const receiver = createReceiver({
    inserter,
    resolveIngest: async () => ({ database: STORM, teamId: STORM }),
    retentionDays: () => 3_650,
    log,
  });
  const target = { database: STORM, teamId: STORM };
  const send = async (first: number) => {
    for (let n = first; !aborter.signal.aborted; n += SENDERS) {
      const bytes = bodies[n % bodies.length] ?? Buffer.alloc(0);
      // A request comes over a socket; between two of them the program does something else.
      await new Promise((resolve) => setImmediate(resolve));
      await receiver.receive(target, 'logs', 'protobuf', { bytes, release: () => {} }).catch(() => undefined);
    }
  };
  const ask = async () => {
    while (!aborter.signal.aborted)
      await running
        .run(stormTenant, undefined, 'query', aborter.signal, (operation) =>
          operation.query(clickhouse, HEAVY),
        )
        .catch(() => undefined);
  };
  const all = [
    ...Array.from({ length: SENDERS }, (_, first) => send(first)),
    ...Array.from({ length: Number(values.heavy) }, ask),
  ];
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const took = await searches(running);
  aborter.abort();
  await Promise.all(all);
  return { took, sent: receiver.stats.signals.logs.accepted };
}

function figures(took: readonly number[]): { p50: number; p95: number } {
  const sorted = took.toSorted((a, b) => a - b);
  return { p50: median(took), p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
}

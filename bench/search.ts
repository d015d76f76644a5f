// Search benchmark: /api/v1/logs/search against the same SQL sent straight to the engine, in turns, on the demo's logs.
// node bench/search.ts [--records 5000000] [--rounds 60]
import { parseArgs } from 'node:util';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { createTestReader, testTenant } from '#app/lib/logs/testing.ts';
import { compileSearch } from '#app/lib/search/compile.ts';
import { logRowsQuery } from '#app/lib/telemetry/logs.ts';
import { bulkLogBodies } from '../demo/bulk.ts';
import { type Maple, startMaple } from '../e2e/lib/maple.ts';
import { median } from './lib/median.ts';

const DAY_MS = 86_400_000;
const CONNECTIONS = 4;
/** The target of the foundation: 1.3 times the engine, and 3 ms. */
const MOST = { ratio: 1.3, plusMs: 3 };
/** The first window in which a search looks; with it the page is full, so that one statement is all there is. */
const WINDOW_MS = 15 * 60_000;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '5000000' },
    rounds: { type: 'string', default: '60' },
  },
});
const rounds = Number(values.rounds);

const maple = await startMaple();
try {
  const nowMs = Date.now();
  await fill(maple, Number(values.records), nowMs);
  const clickhouse = createClickHouse({ url: maple.engineUrl, user: 'default', password: '' });
  let isGood = true;
  for (const query of ['', 'completed', '"order placed"']) {
    const { viaApi, direct, rows } = await compare(maple, clickhouse, query, nowMs);
    const limit = direct * MOST.ratio + MOST.plusMs;
    isGood &&= viaApi <= limit;
    console.log(
      `search ${JSON.stringify(query).padEnd(18)} ${String(rows).padStart(4)} rows: API p50 ${viaApi.toFixed(1)} ms, ` +
        `engine p50 ${direct.toFixed(1)} ms, ratio ${(viaApi / direct).toFixed(2)} (at most ${limit.toFixed(1)} ms)`,
    );
  }
  await clickhouse.close();
  process.exitCode = isGood ? 0 : 1;
} finally {
  await maple.stop();
}

/** Sends the records over OTLP from a few connections, as senders do. */
async function fill({ otlpHttp }: Maple, count: number, nowMs: number): Promise<void> {
  const started = performance.now();
  const bodies = bulkLogBodies({ count, fromUs: (nowMs - DAY_MS) * 1000, toUs: nowMs * 1000, seed: 1 });
  const send = async () => {
    for (const body of bodies) {
      const headers = { 'content-type': 'application/x-protobuf' };
      const response = await fetch(`${otlpHttp}/v1/logs`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`The receiver answered ${response.status}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const seconds = (performance.now() - started) / 1000;
  console.log(`${count} records sent, stored and acknowledged in ${seconds.toFixed(0)} s`);
}

async function compare(
  { api }: Maple,
  clickhouse: ReturnType<typeof createClickHouse>,
  query: string,
  nowMs: number,
): Promise<{ viaApi: number; direct: number; rows: number }> {
  const range = { fromNs: BigInt(nowMs - WINDOW_MS) * 1_000_000n, toNs: BigInt(nowMs) * 1_000_000n };
  const { source } = await createTestReader(clickhouse, { now: Date.now }).sources.open(testTenant, 'logs');
  const { condition } = compileSearch(query, source);
  const page = { limit: 201, offset: 0, columns: [], parts: { attributes: true, ids: true } };
  const statement = logRowsQuery(source, { range, condition, order: 'desc' }, page);
  const path = `/logs/search?from=${nowMs - WINDOW_MS}&to=${nowMs}&query=${encodeURIComponent(query)}`;
  const viaApi: number[] = [];
  const direct: number[] = [];
  let rows = 0;
  for (let round = 0; round < rounds + 5; round += 1) {
    const isWarm = round >= 5;
    let start = performance.now();
    const answer = await (await api(path)).json();
    if (isWarm) viaApi.push(performance.now() - start);
    rows = answer.rows.length;
    start = performance.now();
    await clickhouse.query(statement);
    if (isWarm) direct.push(performance.now() - start);
  }
  return { viaApi: median(viaApi), direct: median(direct), rows };
}

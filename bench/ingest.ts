// Ingest benchmark: records a second over OTLP/HTTP, acknowledged and searchable, against what the engine alone takes
// when the same rows arrive as prepared JSONEachRow bodies. Batches of 1,000 from 4 connections, each part in a
// process of its own.  node bench/ingest.ts [--seconds 6] [--rounds 2] [--signal logs|traces] [--cpu-prof DIR]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { createInserter } from '#app/lib/clickhouse/inserter.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { startOtlpHttp } from '#app/lib/ingest/http.server.ts';
import { createReceiver } from '#app/lib/ingest/receive.server.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { TELEMETRY_TABLES } from '#app/lib/telemetry/tables.ts';
import { type BenchSignal, otlpBodies } from './otlp-bodies.ts';

const CONNECTIONS = 4;
const BATCH = 1_000;
const BATCHES = 64;
const DATABASE = 'bench';
const TABLES = { logs: 'otel_logs', traces: 'otel_traces' } as const;
const TARGETS = { logs: 0.4, traces: 0.3 };
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Load {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly bodies: readonly Uint8Array[];
  readonly seconds: number;
}

interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuSeconds: number;
}

interface Figure {
  readonly signal: BenchSignal;
  readonly path: 'otlp' | 'engine';
  readonly recordsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Busy processors: 1 is one processor all the time. */
  readonly cpu: { readonly maple: number; readonly engine: number; readonly sender: number };
  readonly failures: number;
  readonly stored: number;
  readonly inserts: number;
}

interface IngestResult {
  readonly figures: readonly Figure[];
  /** Records a second over OTLP as a share of the engine alone: median of the rounds, with the share aimed at. */
  readonly ratios: Partial<Record<BenchSignal, { readonly ratio: number; readonly target: number }>>;
  readonly peakRssMb: { readonly maple: number; readonly engine: number };
}

const role = process.argv[2];
if (role === 'receiver') await runReceiver(process.argv[3] ?? '');
else if (role === 'sender')
  process.on('message', (load: Load) => void send(load).then((r) => process.send?.(r)));
else if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '2' },
      signal: { type: 'string' },
      'cpu-prof': { type: 'string' },
    },
  });
  const result = await benchIngest({
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    signals: values.signal === 'logs' || values.signal === 'traces' ? [values.signal] : ['logs', 'traces'],
    ...(values['cpu-prof'] !== undefined && { profile: values['cpu-prof'] }),
  });
  console.table(
    result.figures.map(({ cpu, ...figure }) => ({
      ...figure,
      recordsPerSecond: Math.round(figure.recordsPerSecond),
      p50Ms: Math.round(figure.p50Ms),
      p99Ms: Math.round(figure.p99Ms),
      'cpu maple': cpu.maple.toFixed(2),
      'cpu engine': cpu.engine.toFixed(2),
      'cpu sender': cpu.sender.toFixed(2),
    })),
  );
  for (const [signal, { ratio, target }] of Object.entries(result.ratios))
    console.log(`${signal}: ${ratio.toFixed(2)} x the engine alone (target ${target})`);
  if (Object.values(result.ratios).some(({ ratio, target }) => ratio < target)) process.exitCode = 1;
  console.log(`peak RSS: Maple ${result.peakRssMb.maple} MB, engine ${result.peakRssMb.engine} MB`);
  console.log(JSON.stringify(result));
}

/** Starts an engine, a receiver and a sender, and measures both ways in turns. */
async function benchIngest(options: {
  readonly seconds: number;
  readonly rounds: number;
  readonly signals: readonly BenchSignal[];
  /** Where the receiver writes a CPU profile when it ends. */
  readonly profile?: string;
}): Promise<IngestResult> {
  const log = pino({ level: 'warn' });
  const dataDir = await mkdtemp(join(tmpdir(), 'maple-bench-ingest-'));
  const engine = await startEngine({ dataDir, port: 0, memoryBytes: 4 * 1024 ** 3, log });
  const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  const prof = options.profile ? [`--cpu-prof`, `--cpu-prof-dir=${options.profile}`] : [];
  const receiver = fork(import.meta.filename, ['receiver', engine.url], {
    execArgv: prof,
    serialization: 'advanced',
  });
  const sender = fork(import.meta.filename, ['sender'], { serialization: 'advanced' });
  try {
    await migrate({
      clickhouse,
      database: DATABASE,
      cluster: undefined,
      retentionDays: 30,
      directory: join(ROOT, 'clickhouse', 'migrations'),
      log,
    });
    const [{ port }] = (await once(receiver, 'message')) as [{ port: number }];
    const pids = { maple: receiver.pid ?? 0, engine: engine.pid ?? 0 };
    const figures: Figure[] = [];
    for (const signal of options.signals) {
      const table = TABLES[signal];
      const startNs = (BigInt(Date.now()) - 3_600_000n) * 1_000_000n;
      const otlp: Omit<Load, 'seconds'> = {
        url: `http://127.0.0.1:${port}/v1/${signal}`,
        headers: { 'content-type': 'application/x-protobuf' },
        bodies: await otlpBodies(signal, BATCHES, BATCH, startNs),
      };
      for (const body of otlp.bodies) await post(new URL(otlp.url), otlp.headers, body);
      const columns = TELEMETRY_TABLES[table].map(({ name }) => `\`${name}\``).join(', ');
      const insert = `INSERT INTO ${DATABASE}.${table} (${columns}) FORMAT JSONEachRow`;
      const alone: Omit<Load, 'seconds'> = {
        url: `${engine.url}/?query=${encodeURIComponent(insert)}`,
        headers: { 'content-type': 'application/octet-stream' },
        bodies: await exportBodies(
          engine.url,
          `SELECT ${columns} FROM ${DATABASE}.${table} ORDER BY Timestamp`,
        ),
      };
      // The first seconds compile and fill caches; they count for neither side.
      await run(sender, { ...otlp, seconds: 1 });
      await run(sender, { ...alone, seconds: 1 });
      for (let round = 0; round < options.rounds; round++) {
        for (const [path, load] of [
          ['otlp', otlp],
          ['engine', alone],
        ] as const) {
          await clickhouse.command(sql`TRUNCATE TABLE ${ident(DATABASE, table)}`);
          const before = { maple: cpuSeconds(pids.maple), engine: cpuSeconds(pids.engine) };
          const inserted = await insertsOf(receiver);
          const result = await run(sender, { ...load, seconds: options.seconds });
          const stored = await clickhouse.query<{ n: string }>(
            sql`SELECT count() AS n FROM ${ident(DATABASE, table)}`,
          );
          const used = (pid: 'maple' | 'engine') => (cpuSeconds(pids[pid]) - before[pid]) / result.seconds;
          figures.push({
            signal,
            path,
            recordsPerSecond: (result.requests * BATCH) / result.seconds,
            p50Ms: result.p50Ms,
            p99Ms: result.p99Ms,
            cpu: { maple: used('maple'), engine: used('engine'), sender: result.cpuSeconds / result.seconds },
            failures: result.failures,
            stored: Number(stored.rows[0]?.n),
            inserts: path === 'otlp' ? (await insertsOf(receiver)) - inserted : result.requests,
          });
          if (Number(stored.rows[0]?.n) < result.requests * BATCH)
            throw new Error(`acknowledged records of ${signal} are missing`);
        }
      }
      await clickhouse.command(raw(`TRUNCATE TABLE ${DATABASE}.${table}`));
    }
    return {
      figures,
      ratios: Object.fromEntries(
        options.signals.map((signal) => {
          const rate = (path: string) =>
            median(
              figures.filter((f) => f.signal === signal && f.path === path).map((f) => f.recordsPerSecond),
            );
          return [signal, { ratio: rate('otlp') / rate('engine'), target: TARGETS[signal] }];
        }),
      ),
      peakRssMb: { maple: peakRssMb(pids.maple), engine: peakRssMb(pids.engine) },
    };
  } finally {
    sender.kill();
    receiver.send('stop');
    await once(receiver, 'exit');
    await clickhouse.close();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The receiving half of Maple, as the program puts it together. */
async function runReceiver(engineUrl: string): Promise<void> {
  const log = pino({ level: 'warn' });
  const clickhouse = createClickHouse({ url: engineUrl, user: 'default', password: '' });
  const inserter = createInserter({ clickhouse, maxQueuedBytes: 128 * 1024 ** 2, log });
  const receiver = createReceiver({
    inserter,
    resolveIngest: async () => ({ database: DATABASE, teamId: 'bench' }),
    retentionDays: () => 30,
    log,
  });
  const http = await startOtlpHttp({
    host: '127.0.0.1',
    port: 0,
    receiver,
    loopbackOnly: true,
    maxBufferedBytes: 128 * 1024 ** 2,
    log,
  });
  process.send?.({ port: http.port });
  process.on('message', async (message) => {
    if (message === 'inserts') process.send?.(inserter.stats.inserts);
    else {
      await http.stop(0);
      await inserter.stop();
      await clickhouse.close();
      process.disconnect();
    }
  });
}

async function insertsOf(receiver: ChildProcess): Promise<number> {
  receiver.send('inserts');
  const [inserts] = await once(receiver, 'message');
  return inserts as number;
}

async function run(sender: ChildProcess, load: Load): Promise<LoadResult> {
  sender.send(load);
  const [result] = await once(sender, 'message');
  return result as LoadResult;
}

/** Keeps every connection busy for the given time and waits for the last answers. */
async function send(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const url = new URL(load.url);
  const durations: number[] = [];
  let next = 0;
  let failures = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() - start < load.seconds * 1000) {
        const body = load.bodies[next++ % load.bodies.length] ?? Buffer.alloc(0);
        const sent = performance.now();
        if ((await post(url, load.headers, body, agent)) === 200) durations.push(performance.now() - sent);
        else failures += 1;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  agent.destroy();
  durations.sort((a, b) => a - b);
  return {
    requests: durations.length,
    failures,
    seconds,
    p50Ms: durations[Math.floor(durations.length * 0.5)] ?? 0,
    p99Ms: durations[Math.floor(durations.length * 0.99)] ?? 0,
    cpuSeconds: (user + system) / 1e6,
  };
}

function post(url: URL, headers: Record<string, string>, body: Uint8Array, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent,
    });
    call.on('response', (response) => {
      const { statusCode = 0 } = response;
      if (statusCode === 200) response.resume();
      else response.on('data', (chunk: Buffer) => console.error(statusCode, chunk.toString().slice(0, 300)));
      response.on('end', () => resolve(statusCode));
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** The rows of a query as JSONEachRow bodies of one batch each. */
async function exportBodies(engineUrl: string, query: string): Promise<Buffer[]> {
  const settings = 'output_format_json_quote_64bit_integers=0';
  const response = await fetch(`${engineUrl}/?${settings}`, {
    method: 'POST',
    body: `${query} FORMAT JSONEachRow`,
  });
  const lines = (await response.text()).trimEnd().split('\n');
  return Array.from({ length: BATCHES }, (_, i) =>
    Buffer.from(`${lines.slice(i * BATCH, (i + 1) * BATCH).join('\n')}\n`),
  );
}

/** Processor time a process has used. Linux counts it in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakRssMb(pid: number): number {
  const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kb) / 1024);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

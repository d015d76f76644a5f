// Log search benchmark: every question that the explorer asks, over 24 hours of generated records in the real tables, beside
// the best SQL that we could write by hand for it. Both run on one engine in turns; figures are medians of the time that one
// waits. Beside them the engine's processor time, which other work on the machine changes little.
//   node bench/logs.ts [--rows 10000000] [--rounds 15] [--data DIR] [--only text]
// Several row counts (--rows 1000000,10000000,30000000) show how each question grows. With --data, records are kept there
// for the next run.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { createTestReader, migrateTestDatabase } from '#app/lib/logs/testing.ts';
import { ident, raw, sql } from '#app/lib/sql/sql.ts';
import { median } from './lib/median.ts';
import { fillLogs } from './logs-data.ts';
import { type Bench, QUESTIONS, type Question } from './logs-questions.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '15' },
    data: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const ROUNDS = Number(values.rounds);
const WARM_UP = 2;
const MEMORY_BYTES = 6 * 1024 ** 3;

/** Milliseconds. */
interface Figure {
  readonly ours: number;
  /** Processor time of the engine for one answer, on average. */
  readonly oursCpu: number;
  readonly bestCpu: number | undefined;
  /** Of the quickest of the hand-written statements; absent where there is no reference. */
  readonly best: number | undefined;
}

const results = new Map<string, Map<number, Figure>>();
const sizes = values.rows.split(',').map(Number);
const questions = QUESTIONS.filter(({ name }) => name.includes(values.only));
let isGood = true;
/** The engine's process. */
let pid = 0;
for (const rows of sizes) await benchmark(rows);
print();
process.exitCode = isGood ? 0 : 1;

async function benchmark(rows: number): Promise<void> {
  const dataDir = values.data
    ? join(values.data, String(rows))
    : mkdtempSync(join(tmpdir(), 'maple-bench-logs-'));
  const log = pino({ level: 'warn' });
  const engine = await startEngine({ dataDir, port: 0, memoryBytes: MEMORY_BYTES, log });
  const clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  try {
    await migrateTestDatabase(clickhouse);
    const endMs = await fill(clickhouse, rows);
    pid = engine.pid ?? 0;
    const bench: Bench = {
      clickhouse,
      rows,
      endMs,
      reader: createTestReader(clickhouse, { now: () => endMs }),
    };
    for (const question of questions) {
      const figure = await measure(question, bench);
      const figures = results.get(question.name) ?? new Map<number, Figure>();
      results.set(question.name, figures.set(rows, figure));
      console.log(`${String(rows).padStart(9)}  ${line(question, figure)}`);
    }
  } finally {
    await clickhouse.close();
    await engine.stop();
    if (!values.data) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Sees to it that there are so many records, and answers the end of their time, epoch milliseconds. */
async function fill(clickhouse: Bench['clickhouse'], rows: number): Promise<number> {
  const stored = await clickhouse.query<{ count: string; last: string }>(
    sql`SELECT count() AS count, toUnixTimestamp64Milli(max(Timestamp)) AS last FROM otel.otel_logs`,
  );
  if (Number(stored.rows[0]?.count) === rows) return Number(stored.rows[0]?.last) + 1;
  for (const table of ['otel_logs', 'otel_logs_volume_1m', 'otel_attributes_15m'])
    await clickhouse.command(sql`TRUNCATE TABLE ${ident('otel', table)}`);
  const endMs = Date.now();
  const started = performance.now();
  await fillLogs(clickhouse, rows, endMs, () => {});
  console.log(`${rows} records stored in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  await settle(clickhouse);
  return endMs;
}

/** Waits until the engine has merged what it wants to merge, which would disturb the figures. */
async function settle(clickhouse: Bench['clickhouse']): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    const { rows } = await clickhouse.query(sql`SELECT 1 FROM system.merges LIMIT 1`);
    quiet = rows.length === 0 ? quiet + 1 : 0;
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

async function measure(question: Question, bench: Bench): Promise<Figure> {
  const statements = await complete(bench, question.best?.(bench) ?? []);
  const ask = await question.ours(bench);
  const runs = [ask, ...statements.map((statement) => () => bench.clickhouse.query(raw(statement)))];
  const took = runs.map((): number[] => []);
  const cpu = runs.map(() => 0);
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [index, run] of runs.entries()) {
      const before = cpuMs();
      const ms = await timed(run);
      if (round < 0) continue;
      took[index]?.push(ms);
      cpu[index] = (cpu[index] ?? 0) + (cpuMs() - before) / ROUNDS;
    }
  }
  const [ours = 0, ...theirs] = took.map(median);
  const [oursCpu = 0, ...theirCpu] = cpu;
  if (theirs.length === 0) return { ours, oursCpu, best: undefined, bestCpu: undefined };
  return { ours, oursCpu, best: Math.min(...theirs), bestCpu: Math.min(...theirCpu) };
}

/** Those of the statements that give as many rows as any: one over a short window may not find them all. */
async function complete({ clickhouse }: Bench, statements: readonly string[]): Promise<string[]> {
  const counts: number[] = [];
  for (const statement of statements) counts.push((await clickhouse.query(raw(statement))).rows.length);
  return statements.filter((_, index) => counts[index] === Math.max(...counts));
}

/** Processor time of the engine so far, in steps of ten milliseconds. */
function cpuMs(): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function line(question: Question, { ours, oursCpu, best, bestCpu }: Figure): string {
  const { most } = question;
  const ratio = best === undefined ? undefined : ours / best;
  const met =
    (most.ratio === undefined || ratio === undefined || ratio <= most.ratio) &&
    (most.ms === undefined || ours <= most.ms);
  isGood &&= met;
  const target = [
    ...(most.ratio === undefined ? [] : [`${most.ratio} ×`]),
    ...(most.ms === undefined ? [] : [`${most.ms} ms`]),
  ].join(', ');
  return [
    question.name.padEnd(46),
    `${ours.toFixed(1)} ms`.padStart(10),
    (best === undefined ? '' : `${best.toFixed(1)} ms`).padStart(10),
    (ratio === undefined ? '' : `${ratio.toFixed(2)} ×`).padStart(8),
    `  CPU ${oursCpu.toFixed(0)} ms${bestCpu === undefined ? '' : ` / ${bestCpu.toFixed(0)} ms`}`.padEnd(24),
    `  at most ${target}${met ? '' : '  MISSED'}`,
  ].join(' ');
}

/** How each question grows with the records. */
function print(): void {
  if (sizes.length < 2) return;
  console.log(`\n${'ms'.padEnd(46)} ${sizes.map((rows) => `${rows / 1e6}M`.padStart(8)).join(' ')}`);
  for (const [name, figures] of results) {
    const cells = sizes.map((rows) => (figures.get(rows)?.ours ?? 0).toFixed(1).padStart(8));
    console.log(`${name.padEnd(46)} ${cells.join(' ')}`);
  }
}

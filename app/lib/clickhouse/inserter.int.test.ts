// Group commit on a real engine: merging, isolation of bad blocks, back-pressure, outages, crashes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from '#app/lib/engine/supervisor.server.ts';
import { type Block, BlockBuilder } from '#app/lib/native/block.ts';
import { ident, sql, str } from '#app/lib/sql/sql.ts';
import { TELEMETRY_TABLES } from '#app/lib/telemetry/tables.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { createInserter, type InserterOptions } from './inserter.server.ts';

const log = pino({ level: 'silent' });
const MIB = 1024 * 1024;

let dataDir: string;
let engine: Engine;
let clickhouse: ClickHouse;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maple-inserter-'));
  engine = await startEngine({ dataDir, port: 0, memoryBytes: 1024 * MIB, log });
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  for (const database of ['one', 'two']) {
    await clickhouse.command(sql`CREATE DATABASE ${ident(database)}`);
    await clickhouse.command(sql`CREATE TABLE ${ident(database, 'otel_logs')} (
      Timestamp DateTime64(9), TraceId String, SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String),
      SeverityNumber UInt8, ServiceName LowCardinality(String), Body String, ResourceSchemaUrl String,
      ResourceAttributes Map(LowCardinality(String), String), ScopeSchemaUrl String, ScopeName String, ScopeVersion String,
      ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String), EventName String
    ) ENGINE = MergeTree ORDER BY Timestamp`);
  }
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function inserter(options: Partial<InserterOptions> = {}) {
  return createInserter({ clickhouse, maxQueuedBytes: 64 * MIB, log, ...options });
}

/** Rows whose bodies are the given texts. */
function logs(service: string, bodies: readonly string[]): Block {
  const builder = new BlockBuilder(TELEMETRY_TABLES.otel_logs);
  for (const body of bodies) {
    for (const { name, type } of TELEMETRY_TABLES.otel_logs) {
      if (type === 'Map(String, String)') builder.map(name).sizes.put(0);
      else if (type === 'DateTime64(9)') builder.bytes(name).putU64(0, 400_000_000);
      else if (type === 'UInt8') builder.bytes(name).putU8(0);
      else builder.bytes(name).putText(name === 'Body' ? body : name === 'ServiceName' ? service : '');
    }
    builder.rows += 1;
  }
  return builder.finish();
}

/** A block that claims more rows than it has bytes for. */
function poison(service: string): Block {
  return { ...logs(service, ['poison']), rows: 1_000 };
}

const one = (block: Block) => [{ table: 'otel_logs' as const, block }];

async function stored(service: string, database = 'one'): Promise<string[]> {
  const { rows } = await clickhouse.query<{ Body: string }>(
    sql`SELECT Body FROM ${ident(database, 'otel_logs')} WHERE ServiceName = ${str(service)} ORDER BY Body`,
  );
  return rows.map((row) => row.Body);
}

test('what arrives during an insert leaves in the next one', async () => {
  const subject = inserter();
  const bodies = Array.from({ length: 100 }, (_, i) => `row ${String(i).padStart(3, '0')}`);
  await Promise.all(bodies.map((body) => subject.insert('one', one(logs('merge', [body])))));
  expect(await stored('merge')).toEqual(bodies);
  expect(subject.stats).toMatchObject({ rows: 100, queuedRows: 0, queuedBytes: 0, inFlight: 0, failures: 0 });
  expect(subject.stats.inserts).toBeLessThan(10);
  expect(subject.stats.durationMs.p50).toBeGreaterThan(0);
});

test('an insert has a greatest size', async () => {
  const subject = inserter({ maxInsertRows: 10 });
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => subject.insert('one', one(logs('sized', [`${i}`])))),
  );
  expect(await stored('sized')).toHaveLength(30);
  expect(subject.stats.inserts).toBeGreaterThanOrEqual(4);
});

test('databases are kept apart', async () => {
  const subject = inserter();
  await Promise.all([
    subject.insert('one', one(logs('apart', ['for one']))),
    subject.insert('two', one(logs('apart', ['for two']))),
  ]);
  expect([await stored('apart', 'one'), await stored('apart', 'two')]).toEqual([['for one'], ['for two']]);
});

test('a block that ClickHouse refuses fails alone', async () => {
  const subject = inserter();
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 9 }, (_, i) => subject.insert('one', one(logs('beside poison', [`${i}`])))),
    subject.insert('one', one(poison('beside poison'))),
    subject.insert('one', one(logs('beside poison', ['last']))),
  ]);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(outcomes[9]).toMatchObject({ reason: { code: 'internal', retryAfter: undefined } });
  expect(await stored('beside poison')).toHaveLength(10);
});

test('a failure that is not the fault of the rows is not answered with more inserts', async () => {
  let attempts = 0;
  const counting: ClickHouse = {
    ...clickhouse,
    insertNative: (...call) => {
      attempts += 1;
      return clickhouse.insertNative(...call);
    },
  };
  const subject = inserter({ clickhouse: counting });
  const block = logs('no such table', ['x']);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => subject.insert('one', [{ table: 'otel_metrics_sum', block }])),
  );
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ reason: { code: 'unavailable', retryAfter: 5 } });
  // The first block left alone, the other nineteen together.
  expect(attempts).toBe(2);
  expect(subject.stats.isFailing).toBe(true);
  await subject.insert('one', [{ table: 'otel_logs', block: logs('stored again', ['x']) }]);
  expect(subject.stats.isFailing).toBe(false);
});

test('a request of which one part fails is retried as a whole', async () => {
  const subject = inserter();
  const parts = [
    { table: 'otel_logs' as const, block: logs('part', ['stored']) },
    { table: 'otel_metrics_sum' as const, block: logs('part', ['no such table']) },
  ];
  await expect(subject.insert('one', parts)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 });
  expect(await stored('part')).toEqual(['stored']);
});

test('a full queue refuses at once, and takes again when it has drained', async () => {
  const block = logs('full', ['x'.repeat(10_000)]);
  const subject = inserter({ maxQueuedBytes: block.bytes * 3 });
  process.kill(engine.pid ?? 0, 'SIGSTOP');
  const waiting = [1, 2, 3].map(() => subject.insert('one', one(block)));
  await expect(subject.insert('one', one(block))).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 1,
  });
  expect(subject.stats).toMatchObject({ queuedBytes: block.bytes * 3, queuedRows: 3, refused: 1 });
  process.kill(engine.pid ?? 0, 'SIGCONT');
  await Promise.all(waiting);
  await subject.insert('one', one(block));
  expect(await stored('full')).toHaveLength(4);
});

test('blocks that could never fit are refused for good', async () => {
  const block = logs('giant', ['x'.repeat(10_000)]);
  const subject = inserter({ maxQueuedBytes: block.bytes - 1 });
  await expect(subject.insert('one', one(block))).rejects.toMatchObject({ code: 'payload_too_large' });
});

test('without ClickHouse senders are told to retry, and nothing stays queued', async () => {
  const nobody = createClickHouse({ url: 'http://127.0.0.1:1', user: 'default', password: '' });
  const subject = inserter({ clickhouse: nobody });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => subject.insert('one', one(logs('away', ['x'])))),
  );
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ reason: { code: 'unavailable', retryAfter: 1 } });
  expect(subject.stats).toMatchObject({ queuedBytes: 0, queuedRows: 0, inFlight: 0 });
  await nobody.close();
});

test('an insert that hangs ends in a retry', async () => {
  const subject = inserter({ timeoutMs: 200 });
  process.kill(engine.pid ?? 0, 'SIGSTOP');
  const outcome = subject.insert('one', one(logs('hung', ['x'])));
  await expect(outcome)
    .rejects.toMatchObject({ code: 'unavailable' })
    .finally(() => process.kill(engine.pid ?? 0, 'SIGCONT'));
  expect(subject.stats.queuedBytes).toBe(0);
});

/** The engine, whose inserts begin only when `open` is called; `begun` has their databases in order. */
function heldBack() {
  const gate = Promise.withResolvers<void>();
  const begun: string[] = [];
  const held: ClickHouse = {
    ...clickhouse,
    insertNative: async (target, ...rest) => {
      begun.push(target.database);
      await gate.promise;
      return clickhouse.insertNative(target, ...rest);
    },
  };
  return { held, begun, open: () => gate.resolve() };
}

test('a flood of one team leaves room in the queue for another', async () => {
  const { held, open } = heldBack();
  const flood = logs('flood', ['x'.repeat(10_000)]);
  const subject = inserter({ clickhouse: held, maxQueuedBytes: flood.bytes * 20 });
  const sent = Array.from({ length: 40 }, () => subject.insert('one', one(flood)));
  const refused = sent.slice(15);
  for (const outcome of await Promise.allSettled(refused))
    expect(outcome).toMatchObject({
      reason: {
        code: 'rate_limited',
        retryAfter: 1,
        message: "The team's part of the ingest queue is full.",
      },
    });
  expect(subject.stats.queuedBytes).toBe(flood.bytes * 15);
  const calm = [1, 2, 3].map(() => subject.insert('two', one(logs('calm beside flood', ['here']))));
  open();
  await Promise.all([...calm, ...sent.slice(0, 15)]);
  expect(await stored('calm beside flood', 'two')).toEqual(['here', 'here', 'here']);
  expect(await stored('flood')).toHaveLength(15);
  expect(subject.stats.queuedBytes).toBe(0);
});

test("a team's backlog does not stand before another team's insert", async () => {
  const { held, begun, open } = heldBack();
  const subject = inserter({ clickhouse: held, maxInFlight: 2, maxInsertRows: 1 });
  const backlog = Array.from({ length: 6 }, (_, n) => subject.insert('one', one(logs('backlog', [`${n}`]))));
  const calm = [1, 2].map((n) => subject.insert('two', one(logs('calm', [`${n}`]))));
  // One of each at once: all that may be in flight of one team is one less than of all.
  expect(begun).toEqual(['one', 'two']);
  open();
  await Promise.all([...backlog, ...calm]);
  expect(begun.lastIndexOf('two')).toBeLessThan(5);
  expect(begun).toHaveLength(8);
});

test('stop stores what is queued and refuses what comes after', async () => {
  const subject = inserter();
  const queued = Array.from({ length: 10 }, (_, i) => subject.insert('one', one(logs('stopping', [`${i}`]))));
  const stopped = subject.stop();
  await expect(subject.insert('one', one(logs('stopping', ['late'])))).rejects.toMatchObject({
    code: 'unavailable',
  });
  await stopped;
  await Promise.all(queued);
  expect(await stored('stopping')).toHaveLength(10);
});

test('stop does not wait for a ClickHouse that hangs', async () => {
  // More waits than may be in flight, so that some is never sent.
  const subject = inserter({ maxInFlight: 1 });
  process.kill(engine.pid ?? 0, 'SIGSTOP');
  try {
    const outcomes = Promise.allSettled(
      ['one', 'two'].map((database) => subject.insert(database, one(logs('hanging stop', ['x'])))),
    );
    await subject.stop(200);
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'unavailable', retryAfter: 5 } });
    expect(subject.stats).toMatchObject({ queuedBytes: 0, queuedRows: 0, inFlight: 0 });
  } finally {
    process.kill(engine.pid ?? 0, 'SIGCONT');
  }
}, 20_000);

test('kill -9 of the engine in the middle of ingest, again and again, loses nothing acknowledged', async () => {
  const subject = inserter();
  const acknowledged = new Set<string>();
  let refused = 0;
  let running = true;
  const sender = async (name: string) => {
    for (let i = 0; running; i++) {
      const bodies = Array.from({ length: 20 }, (_, row) => `${name}-${i}-${row}`);
      try {
        await subject.insert('one', one(logs('crash', bodies)));
        for (const body of bodies) acknowledged.add(body);
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' });
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const senders = Promise.all(['a', 'b', 'c', 'd'].map(sender));
  let killed: number | undefined;
  for (let crash = 0; crash < 5; crash++) {
    const goal = acknowledged.size + 500;
    await expect.poll(() => acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(goal);
    killed = engine.pid;
    process.kill(killed ?? 0, 'SIGKILL');
  }
  await expect.poll(() => engine.state === 'ready' && engine.pid !== killed, { timeout: 30_000 }).toBe(true);
  running = false;
  await senders;
  const found = new Set(await stored('crash'));
  expect([...acknowledged].filter((body) => !found.has(body))).toEqual([]);
  expect(refused).toBeGreaterThan(0);
  expect(engine.restarts).toBeGreaterThanOrEqual(5);
}, 180_000);

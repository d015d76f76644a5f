// The engine as a child: starts, restarts, stops, and says clearly why it cannot.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PARALLEL_QUERIES } from './protocol.ts';
import { type EngineState, startEngine } from './supervisor.server.ts';
import { startTestEngine } from './testing.ts';

const log = pino({ level: 'silent' });
const memoryBytes = 1024 ** 3;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'maple-supervisor-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function clientOf(url: string): ClickHouseClient {
  const client = createClient({ url, max_open_connections: 50, log: { level: ClickHouseLogLevel.OFF } });
  stops.push(() => client.close());
  return client;
}

describe('a start that cannot succeed is refused in one clear line', () => {
  async function refusal(options: { dataDir?: string; port?: number }): Promise<string> {
    const states: EngineState[] = [];
    try {
      const engine = await startEngine({
        dataDir: join(directory, 'refused'),
        port: 0,
        memoryBytes,
        log,
        onState: (state) => states.push(state),
        ...options,
      });
      await engine.stop();
    } catch (error) {
      expect(error).toMatchObject({ code: 'unavailable' });
      expect(states).toEqual(['failed']);
      const { message } = error as Error;
      expect(message).not.toContain('\n');
      return message;
    }
    throw new Error('it started');
  }

  test('a second engine on the same directory, and the first goes on', async () => {
    const first = await startTestEngine();
    stops.push(first.stop);
    const message = await refusal({ dataDir: first.dataDir });
    expect(message).toMatch(/Another Maple is already running on .*clickhouse.*MAPLE_DATA_DIR/);
    expect(await clientOf(first.url).ping()).toMatchObject({ success: true });
    expect(await (await clientOf(first.url).query({ query: 'SELECT 1', format: 'CSV' })).text()).toBe('1\n');
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await refusal({ port })).toBe(
      `Port ${port} for the engine is in use. Set MAPLE_ENGINE_PORT to a free one.`,
    );
    server.close();
  });

  test('a directory that is a file, or cannot be made', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(await refusal({ dataDir: file })).toMatch(/^The engine cannot write to its data directory .*file/);
    expect(await refusal({ dataDir: join(file, 'clickhouse') })).toMatch(
      /^The engine cannot write to its data directory .*clickhouse/,
    );
  });

  test('an unwritable directory', async () => {
    // Root writes anywhere, so there is nothing to refuse.
    if (process.getuid?.() === 0) return;
    const dataDir = await mkdtemp(join(directory, 'locked-'));
    await chmod(dataDir, 0o500);
    expect(await refusal({ dataDir })).toMatch(/cannot write to its data directory/);
  });
});

test('the engine comes back on the same port after a crash, later each time, and keeps its data', async () => {
  const states: EngineState[] = [];
  const dataDir = join(directory, 'restart');
  const engine = await startEngine({
    dataDir,
    port: 0,
    memoryBytes,
    log,
    onState: (state) => states.push(state),
  });
  stops.push(() => engine.stop());
  const { url } = engine;
  const client = clientOf(url);
  await client.command({ query: 'CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a' });
  await client.insert({ table: 'kept', values: [{ a: 7 }], format: 'JSONEachRow' });
  for (let crash = 1; crash <= 2; crash++) {
    const { pid = 0 } = engine;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => engine.state).toBe('restarting');
    expect(engine.lastError).toBe('The engine ended unexpectedly (SIGKILL)');
    await expect.poll(() => engine.state, { timeout: 20_000 }).toBe('ready');
    expect(engine.restarts).toBe(crash);
    expect(engine.pid).not.toBe(pid);
    expect(engine.url).toBe(url);
    expect(await (await client.query({ query: 'SELECT a FROM kept', format: 'CSV' })).text()).toBe('7\n');
  }
  expect(states).toEqual(['ready', 'restarting', 'ready', 'restarting', 'ready']);
});

test('an engine that hangs is killed and comes back; one that is busy, or pauses for a moment, is left alone', async () => {
  const intervalMs = 200;
  const engine = await startEngine({
    dataDir: join(directory, 'hanging'),
    port: 0,
    memoryBytes,
    log,
    heartbeat: { intervalMs, misses: 10 },
  });
  stops.push(() => engine.stop());
  const client = clientOf(engine.url);
  const { pid = 0 } = engine;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  // More endless queries than run at once: all of the engine's threads and all slots are taken.
  const aborter = new AbortController();
  const busy = Array.from({ length: PARALLEL_QUERIES + 4 }, () =>
    client
      .query({ query: 'SELECT count() FROM numbers(100000000000000)', abort_signal: aborter.signal })
      .catch(() => 'aborted'),
  );
  await pause(20 * intervalMs);
  aborter.abort();
  await Promise.all(busy);
  process.kill(pid, 'SIGSTOP');
  await pause(3 * intervalMs);
  process.kill(pid, 'SIGCONT');
  await pause(9 * intervalMs);
  expect(engine).toMatchObject({ pid, state: 'ready', restarts: 0 });

  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => engine.state, { timeout: 20_000 }).toBe('restarting');
  expect(engine.lastError).toBe('The engine ended unexpectedly (it did not respond any more)');
  expect(isAlive(pid)).toBe(false);
  await expect.poll(() => engine.state, { timeout: 20_000 }).toBe('ready');
  expect(engine.restarts).toBe(1);
  expect(await (await client.query({ query: 'SELECT 1', format: 'CSV' })).text()).toBe('1\n');
});

test('a clean stop ends running queries, the child and its files', async () => {
  const { engine, dataDir, stop } = await startTestEngine();
  stops.push(stop);
  const { pid = 0 } = engine;
  const query = clientOf(engine.url)
    .query({ query: 'SELECT count() FROM numbers(100000000000000)' })
    .catch(() => 'ended');
  await expect
    .poll(async () =>
      (await (await fetch(`${engine.url}/?query=SELECT%20count()%20FROM%20system.processes`)).text()).trim(),
    )
    .toBe('2');
  await engine.stop();
  expect(await query).toBe('ended');
  expect(engine.state).toBe('stopped');
  expect(isAlive(pid)).toBe(false);
  expect(
    (await readdir('/dev/shm').catch(() => [])).filter((name) => name.startsWith(`maple-engine-${pid}-`)),
  ).toEqual([]);
  expect(await readdir(dataDir)).not.toContain('maple-spool');
  expect(await fetch(`${engine.url}/ping`).catch(() => 'refused')).toBe('refused');
  await engine.stop();
});

test('the child ends when its parent is killed, and the next start cleans up after it', async () => {
  const dataDir = join(directory, 'orphan');
  const supervisor = fileURLToPath(new URL('./supervisor.server.ts', import.meta.url));
  const script = `
    import { pino } from 'pino';
    import { startEngine } from ${JSON.stringify(supervisor)};
    const engine = await startEngine({ dataDir: ${JSON.stringify(dataDir)}, port: 0, memoryBytes: ${memoryBytes}, log: pino({ level: 'silent' }) });
    process.stdout.write(String(engine.pid));`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  const next = await startEngine({ dataDir, port: 0, memoryBytes, log });
  stops.push(() => next.stop());
  expect(next.state).toBe('ready');
});

test('kill -9 in the middle of acknowledged inserts, many times: every acknowledged row is there', async () => {
  const dataDir = join(directory, 'killed');
  const engine = await startEngine({ dataDir, port: 0, memoryBytes, log, stableMs: 0 });
  stops.push(() => engine.stop());
  const client = clientOf(engine.url);
  await client.command({ query: 'CREATE TABLE acknowledged (n UInt64) ENGINE = MergeTree ORDER BY n' });
  const acknowledged: number[] = [];
  let next = 0;
  let isDone = false;
  const writer = async () => {
    while (!isDone) {
      const values = Array.from({ length: 50 }, () => ({ n: next++ }));
      try {
        await client.insert({ table: 'acknowledged', values, format: 'JSONEachRow' });
        acknowledged.push(...values.map(({ n }) => n));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const writers = Array.from({ length: 4 }, writer);
  for (let kill = 0; kill < 10; kill++) {
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 500);
    process.kill(engine.pid ?? 0, 'SIGKILL');
    await expect.poll(() => engine.restarts, { timeout: 30_000 }).toBe(kill + 1);
    await expect.poll(() => engine.state, { timeout: 30_000 }).toBe('ready');
  }
  isDone = true;
  await Promise.all(writers);
  const result = await client.query({
    query: 'SELECT DISTINCT n FROM acknowledged',
    format: 'JSONCompactEachRow',
  });
  const present = new Set((await result.json<[number]>()).map(([n]) => n));
  expect(acknowledged.filter((n) => !present.has(n))).toEqual([]);
}, 120_000);

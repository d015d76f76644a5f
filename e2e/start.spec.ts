// Starting when something is wrong: one clear line, a non-zero exit, and nothing half-written.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runMaple, startMaple, temporaryData } from './lib/maple.ts';

let data: ReturnType<typeof temporaryData>;

beforeEach(() => {
  data = temporaryData();
});

afterEach(() => {
  chmodSync(data.dataDir, 0o700);
  data.remove();
});

async function expectRefusal(env: Record<string, string | undefined>, line: RegExp): Promise<void> {
  const { code, output } = await runMaple({
    dataDir: data.dataDir,
    env: { MAPLE_LOG_LEVEL: 'silent', ...env },
  });
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).toMatch(line);
  expect(code).toBe(1);
}

test.each([
  [{ PORT: 'eighty' }, /PORT="eighty".*0 .*to 65535/],
  [{ MAPLE_RETENTION: '12h' }, /MAPLE_RETENTION="12h".*30d/],
  [{ MAPLE_URL: 'maple.example.com' }, /MAPLE_URL="maple\.example\.com".*https?:/],
  [{ MAPLE_API_KEY: 'short' }, /^MAPLE_API_KEY is not valid.*20/],
  [{ MAPLE_ADMIN_EMAIL: 'ada@example.com' }, /MAPLE_ADMIN_PASSWORD is missing/],
  [{ PORT: '4321', MAPLE_OTLP_HTTP_PORT: '4321' }, /both 4321/],
])('%j', async (env, line) => {
  await expectRefusal(env, line);
  expect(readdirSync(data.dataDir)).toEqual([]);
});

test.each(['PORT', 'MAPLE_OTLP_HTTP_PORT', 'MAPLE_OTLP_GRPC_PORT', 'MAPLE_ENGINE_PORT'])(
  '%s in use',
  async (name) => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as { port: number };
    await expectRefusal({ [name]: String(port) }, new RegExp(`${port}.*in use`, 'i'));
    await new Promise((done) => other.close(done));
  },
);

test('a data directory that is a file', async () => {
  const path = join(data.dataDir, 'file');
  writeFileSync(path, '');
  await expectRefusal({ MAPLE_DATA_DIR: path }, /MAPLE_DATA_DIR/);
});

test('a corrupt metadata database is left as it is', async () => {
  const path = join(data.dataDir, 'maple.db');
  writeFileSync(path, 'this is not a database, it only has the name of one'.repeat(100));
  await expectRefusal({}, /maple\.db/);
  expect(existsSync(join(data.dataDir, 'clickhouse'))).toBe(false);
});

test('an engine directory that cannot be used', async () => {
  mkdirSync(join(data.dataDir, 'clickhouse'));
  writeFileSync(join(data.dataDir, 'clickhouse', 'metadata'), 'a file where the engine wants a directory');
  await expectRefusal({}, /engine/i);
});

test('an unreachable ClickHouse server is named after a wait', async () => {
  await expectRefusal({ CLICKHOUSE_URL: 'http://127.0.0.1:9' }, /CLICKHOUSE_URL/);
});

test('a second Maple on the same data directory', async () => {
  const first = await startMaple({ dataDir: data.dataDir });
  await expectRefusal({}, /in use by another Maple/);
  expect((await first.api('/logs/search')).status).toBe(200);
  expect(await first.stop()).toBe(0);
});

test('stops in order on SIGTERM, and starts again on the same data', async () => {
  const first = await startMaple({ dataDir: data.dataDir });
  expect(await first.stop()).toBe(0);
  const second = await startMaple({ dataDir: data.dataDir });
  expect((await second.api('/logs/search')).status).toBe(200);
  expect(await second.stop()).toBe(0);
});

test('a host other than loopback asks for the set-up token and for ingest keys', async () => {
  const maple = await startMaple({
    dataDir: data.dataDir,
    env: { HOST: '0.0.0.0', MAPLE_URL: undefined, MAPLE_INGEST_KEY: undefined },
  });
  expect(maple.output()).toMatch(/Set-up token +\S{20,}/);
  const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(401);
  expect(await maple.stop()).toBe(0);
});

// `npm run migrate` as a process: on the data directory alone, beside a Maple that has it open, and with wrong settings.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true }))));

function run(env: Record<string, string>, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/migrate.ts', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
    timeout: 50_000,
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

test('on a data directory that nobody has open: status, migrate, status', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'maple-migrate-'));
  directories.push(dataDir);
  const env = { MAPLE_DATA_DIR: dataDir };
  const before = run(env, '--status');
  expect(before).toMatchObject({ status: 0, stdout: expect.stringMatching(/Database otel: \d to apply/) });
  expect(before.stdout).toMatch(/001_logs\.sql +pending/);
  expect(run(env)).toMatchObject({ status: 0, stdout: expect.stringContaining('Database otel: up to date') });
  expect(run(env, '--status').stdout).toMatch(/001_logs\.sql +\d{4}-/);
});

test('beside a running Maple it uses the engine that Maple has open', async () => {
  const engine = await startTestEngine();
  try {
    const env = { MAPLE_DATA_DIR: dirname(engine.dataDir), MAPLE_ENGINE_PORT: new URL(engine.url).port };
    expect(run(env)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('of the Maple that is running'),
    });
    // Not on its port: another engine's data is never touched.
    const elsewhere = run({ ...env, MAPLE_ENGINE_PORT: '1' });
    expect(elsewhere).toMatchObject({ status: 1, lines: [expect.stringContaining(engine.dataDir)] });
  } finally {
    await engine.stop();
  }
});

test.each([
  [{}, ['--nonsense'], 'Usage'],
  [{ MAPLE_RETENTION: '12h' }, [], 'MAPLE_RETENTION'],
  [{ CLICKHOUSE_URL: 'http://127.0.0.1:1' }, [], 'not answering'],
])('%j %j: one line, and a status that says so', (env, args, message) => {
  expect(run(env, ...args)).toMatchObject({ status: 1, lines: [expect.stringContaining(message)] });
});

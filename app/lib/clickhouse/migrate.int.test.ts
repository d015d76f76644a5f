// Migrating a real engine: from empty, again, at once, after a crash, and with files that do not fit.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { type MigrateOptions, migrate, migrationStatus } from './migrate.server.ts';
import { acquireLock } from './migrate-lock.server.ts';
import { renderStatements } from './migrations-render.ts';

const MIGRATIONS = 'clickhouse/migrations';
const NAMES = [
  '001_logs.sql',
  '002_traces.sql',
  '003_metrics.sql',
  '004_sessions.sql',
  '005_rollups.sql',
  '006_log_search.sql',
  '007_traces.sql',
  '008_services.sql',
  '009_long_ranges.sql',
];

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let directory: string;
let count = 0;
let options: MigrateOptions;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  directory = await mkdtemp(join(tmpdir(), 'maple-migrate-'));
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  count += 1;
  options = {
    clickhouse,
    database: `otel_${count}`,
    cluster: undefined,
    retentionDays: 30,
    directory: MIGRATIONS,
    log: pino({ level: 'silent' }),
  };
});

/** A directory with these files. */
async function files(contents: Record<string, string>): Promise<string> {
  const place = await mkdtemp(join(directory, 'files-'));
  for (const [name, content] of Object.entries(contents)) await writeFile(join(place, name), content);
  return place;
}

async function tables(): Promise<string[]> {
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database = ${str(options.database)} ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

const create = (table: string) =>
  `CREATE TABLE IF NOT EXISTS {{local ${table}}} {{on_cluster}} (x Int8) ENGINE = {{engine MergeTree}} ORDER BY x;`;

test('migrates from nothing, then has nothing to do', async () => {
  expect((await migrationStatus(options)).map(({ appliedAt }) => appliedAt)).toEqual(
    NAMES.map(() => undefined),
  );
  expect(await migrate(options)).toEqual(NAMES);
  expect(await migrate(options)).toEqual([]);
  expect(await migrationStatus(options)).toEqual(
    NAMES.map((name, index) => ({
      version: index + 1,
      name,
      appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })),
  );
  expect(await tables()).toContain('otel_logs');
});

test('applies only what is new', async () => {
  const first = await files({ '001_a.sql': create('a') });
  expect(await migrate({ ...options, directory: first })).toEqual(['001_a.sql']);
  await writeFile(join(first, '002_b.sql'), create('b'));
  expect(await migrate({ ...options, directory: first })).toEqual(['002_b.sql']);
  expect(await tables()).toEqual(['a', 'b', 'maple_schema', 'maple_schema_lock']);
});

test('many at once: each file is applied by exactly one', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => migrate(options)));
  expect(results.flat().sort()).toEqual(NAMES);
  const { rows } = await clickhouse.query<{ n: string }>(
    sql`SELECT count() AS n FROM ${ident(options.database, 'maple_schema')}`,
  );
  expect(rows[0]?.n).toBe(String(NAMES.length));
});

describe('refuses to run, and changes nothing,', () => {
  let copy: string;
  beforeEach(async () => {
    copy = await mkdtemp(join(directory, 'copy-'));
    await cp(MIGRATIONS, copy, { recursive: true });
    await migrate({ ...options, directory: copy });
  });

  test.each([
    ['was changed', async () => writeFile(join(copy, '002_traces.sql'), 'SELECT 1')],
    ['does not have that file', async () => rm(join(copy, '002_traces.sql'))],
  ])('when an applied file %s', async (message, harm) => {
    await harm();
    await writeFile(join(copy, '099_new.sql'), create('never'));
    for (const run of [migrate, migrationStatus])
      await expect(run({ ...options, directory: copy })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(new RegExp(`^[^\\n]*002_traces\\.sql[^\\n]*${message}[^\\n]*$`)),
      });
    expect(await tables()).not.toContain('never');
  });
});

test('a migration that fails half-way is continued, not repeated or recorded', async () => {
  const place = await files({
    '001_a.sql': create('a'),
    '002_b.sql': `${create('b')} SELECT nonsense; ${create('c')}`,
  });
  const failure = await migrate({ ...options, directory: place }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AppError);
  expect((failure as AppError).message).toMatch(/^The migration 002_b\.sql failed: .*nonsense/);
  const status = await migrationStatus({ ...options, directory: place });
  expect(status.map(({ appliedAt }) => appliedAt !== undefined)).toEqual([true, false]);

  await writeFile(join(place, '002_b.sql'), `${create('b')} ${create('c')}`);
  expect(await migrate({ ...options, directory: place })).toEqual(['002_b.sql']);
  expect(await tables()).toEqual(['a', 'b', 'c', 'maple_schema', 'maple_schema_lock']);
});

test('a ClickHouse that goes away during a migration does not hide what went wrong first', async () => {
  const place = await files({ '001_a.sql': `${create('a')} SELECT nonsense;` });
  let isGone = false;
  const leaving: ClickHouse = {
    ...clickhouse,
    async command(...statement) {
      if (isGone) throw new AppError('unavailable', 'gone');
      await clickhouse.command(...statement).catch((error: unknown) => {
        isGone = true;
        throw error;
      });
    },
  };
  await expect(migrate({ ...options, clickhouse: leaving, directory: place })).rejects.toMatchObject({
    message: expect.stringMatching(/^The migration 001_a\.sql failed: .*nonsense/),
  });
});

test('every statement of ours can be run twice', async () => {
  await migrate(options);
  for (const name of NAMES)
    for (const statement of renderStatements(await readFile(join(MIGRATIONS, name), 'utf8'), options))
      await clickhouse.command(raw(statement));
});

describe('the lock', () => {
  const lockOptions = () => ({ clickhouse, database: options.database, cluster: undefined, waitMs: 400 });
  /** A process of another machine: nobody here can know whether it is alive. */
  const stranger = 'elsewhere/0:1:x';

  beforeEach(() => clickhouse.command(sql`CREATE DATABASE ${ident(options.database)}`));

  test('is held by one, waited for, and free after release', async () => {
    const lock = await acquireLock({ ...lockOptions(), holder: stranger });
    await expect(acquireLock(lockOptions())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(stranger),
    });
    await expect(migrate({ ...options, lockWaitMs: 100 })).rejects.toMatchObject({ code: 'unavailable' });
    await lock?.release();
    expect(await migrate(options)).toEqual(NAMES);
  });

  test('a claim that came second is dropped, so of many exactly one has it', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => acquireLock({ ...lockOptions(), holder: `elsewhere/0:${i}:x` })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a lease that ended is taken over', async () => {
    await acquireLock({ ...lockOptions(), holder: stranger });
    const table = ident(options.database, 'maple_schema_lock');
    await expect(acquireLock(lockOptions())).rejects.toMatchObject({ code: 'unavailable' });
    // As if the holder's last sign of life were a minute old.
    await clickhouse.command(
      sql`ALTER TABLE ${table} UPDATE expires_at = expires_at - INTERVAL 1 MINUTE WHERE 1 SETTINGS mutations_sync = 1`,
    );
    expect(await migrate(options)).toEqual(NAMES);
  });

  test('a holder of this machine whose process is gone is not waited for', async () => {
    const first = await acquireLock(lockOptions());
    const { rows } = await clickhouse.query<{ holder: string }>(
      sql`SELECT any(holder) AS holder FROM ${ident(options.database, 'maple_schema_lock')}`,
    );
    await first?.release();
    // Above the largest process id that Linux gives out.
    const gone = rows[0]?.holder.replace(/:\d+:/, ':4194399:');
    expect(gone).toContain(':4194399:');
    await acquireLock({ ...lockOptions(), holder: gone as string });
    expect(await migrate({ ...options, lockWaitMs: 0 })).toEqual(NAMES);
  });
});

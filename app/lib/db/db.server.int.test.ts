// Opening the database: a fresh one, an old one, and every way in which it cannot be opened.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { teams } from '#drizzle/schema.ts';
import { AppError } from '../core/errors.ts';
import { openDatabase } from './db.server.ts';

const migrationsDir = resolve(import.meta.dirname, '../../../drizzle/migrations');
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maple-db-'));
});
afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true, force: true });
});

const open = (dataDir = dir, busyTimeoutMs = 50) => openDatabase({ dataDir, migrationsDir, busyTimeoutMs });

/** The message of the AppError that opening ends with. */
function refusal(dataDir = dir): string {
  try {
    open(dataDir).close();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  }
  throw new Error('the database opened');
}

test('makes the directory and a file that only its owner can read', () => {
  const dataDir = join(dir, 'a', 'b');
  const { db, close } = open(dataDir);
  db.insert(teams).values({ id: 't', slug: 't', name: 'T', database: 'otel' }).run();
  for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['maple.db', 'maple.db-shm', 'maple.db-wal']);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  close();
});

test('keeps what was written, with foreign keys on and a write-ahead log', () => {
  const first = open();
  first.db.insert(teams).values({ id: 't', slug: 't', name: 'T', database: 'otel' }).run();
  first.close();
  const second = open();
  expect(second.db.select({ id: teams.id }).from(teams).all()).toEqual([{ id: 't' }]);
  expect(second.db.all('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  expect(second.db.all('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  second.close();
});

test('narrows a file that others could read', () => {
  open().close();
  chmodSync(join(dir, 'maple.db'), 0o644);
  open().close();
  expect(statSync(join(dir, 'maple.db')).mode & 0o777).toBe(0o600);
});

test('refuses a file that is not a database, and leaves it as it is', () => {
  const path = join(dir, 'maple.db');
  writeFileSync(path, 'this is not a database, but somebody may want it back'.repeat(100));
  const before = readFileSync(path);
  expect(refusal()).toBe(
    `The database ${path} is damaged. Restore it from a backup, or move it away to start anew.`,
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dir)).toEqual(['maple.db']);
});

test('refuses a database with a damaged page', () => {
  const path = join(dir, 'maple.db');
  open().close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096, 3 * 4096);
  writeFileSync(path, bytes);
  expect(refusal()).toContain(`${path} is damaged`);
});

test('refuses a truncated database', () => {
  const path = join(dir, 'maple.db');
  open().close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 5000));
  expect(refusal()).toContain(`${path} is damaged`);
});

test('says who is in the way when another process holds the database', () => {
  open().close();
  const other = new Sqlite(join(dir, 'maple.db'));
  other.pragma('locking_mode = EXCLUSIVE');
  other.exec('begin exclusive');
  expect(refusal()).toBe(`The database ${join(dir, 'maple.db')} is locked by another process (SQLITE_BUSY).`);
  other.close();
});

test('refuses a data directory that is a file', () => {
  const path = join(dir, 'data');
  writeFileSync(path, '');
  expect(refusal(path)).toBe(
    `The data directory ${path} cannot be written (EEXIST). Set MAPLE_DATA_DIR to a directory that can.`,
  );
});

test('refuses a database path that is a directory', () => {
  mkdirSync(join(dir, 'maple.db'));
  expect(refusal()).toContain(`The data directory ${dir} cannot be written (EISDIR).`);
});

test('refuses a directory without write permission, and leaves nothing in it', () => {
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir, { mode: 0o755 });
  chmodSync(dataDir, 0o555);
  chmodSync(dir, 0o755);
  const script = `import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'db.server.ts'))};
    try { openDatabase(${JSON.stringify({ dataDir, migrationsDir })}); } catch (error) { process.stdout.write(error.message); }`;
  // Root may write anywhere, so the test then asks as the user "nobody".
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    ...asNobody,
  });
  expect(child.stdout).toBe(
    `The data directory ${dataDir} cannot be written (EACCES). Set MAPLE_DATA_DIR to a directory that can.`,
  );
  expect(readdirSync(dataDir)).toEqual([]);
});

test('refuses a database of a newer version', () => {
  const { db, close } = open();
  db.run("insert into __drizzle_migrations (hash, created_at) values ('future', 9999999999999)");
  close();
  expect(refusal()).toBe(
    `The database ${join(dir, 'maple.db')} was written by a newer version of Maple. Start that version, or restore a backup.`,
  );
});

test('a migration that fails half-way leaves nothing of itself', () => {
  const broken = join(dir, 'migrations');
  cpSync(migrationsDir, broken, { recursive: true });
  const journal = JSON.parse(readFileSync(join(broken, 'meta/_journal.json'), 'utf8'));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_broken' });
  writeFileSync(join(broken, 'meta/_journal.json'), JSON.stringify(journal));
  const statements = ['create table half (id text)', 'insert into nowhere values (1)'];
  writeFileSync(join(broken, '9999_broken.sql'), statements.join(';--> statement-breakpoint\n'));
  const dataDir = join(dir, 'data');
  expect(() => openDatabase({ dataDir, migrationsDir: broken })).toThrow(/cannot be opened/);
  const { db, close } = open(dataDir);
  expect(db.all("select name from sqlite_schema where name = 'half'")).toEqual([]);
  close();
});

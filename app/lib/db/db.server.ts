// Opens Maple's own SQLite database, brings its tables up to date, and says in one line why it cannot.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import * as schema from '#drizzle/schema.ts';
import { AppError } from '../core/errors.ts';
import { preparePrivateFile, systemCode } from './private-file.server.ts';

/** Maple's own data: people, teams, keys. */
export type Database = BetterSQLite3Database<typeof schema>;

/** An open database. */
export interface OpenDatabase {
  readonly db: Database;
  /** Writes the log back into the file and closes it. */
  close(): void;
}

interface OpenOptions {
  /** Absolute; created (readable by the owner only) if it is not there. */
  readonly dataDir: string;
  /** The folder that `drizzle-kit generate` writes. */
  readonly migrationsDir: string;
  /** How long to wait for another process that writes, in milliseconds. */
  readonly busyTimeoutMs?: number;
}

const FILE_NAME = 'maple.db';

/**
 * Opens `maple.db` in the data directory, checks it, and applies the migrations in one transaction. Throws an
 * AppError `unavailable` whose message names the path when the directory cannot be written or the file is damaged,
 * locked, or of a newer version; nothing is changed then.
 */
export function openDatabase({ dataDir, migrationsDir, busyTimeoutMs = 5000 }: OpenOptions): OpenDatabase {
  const path = join(dataDir, FILE_NAME);
  preparePrivateFile(dataDir, path);
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = new Sqlite(path, { timeout: busyTimeoutMs });
    check(sqlite, path);
    // WAL: readers go on while one writes. NORMAL: a commit survives a crash of the program; a power cut may undo the last.
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = NORMAL');
    sqlite.pragma('foreign_keys = ON');
    const open = sqlite;
    const db = drizzle({ client: open, schema });
    refuseNewerVersion(open, path, migrationsDir);
    migrate(db, { migrationsFolder: migrationsDir });
    return { db, close: () => open.close() };
  } catch (error) {
    sqlite?.close();
    throw asStartError(error, path);
  }
}

/** A few milliseconds for a database of this size; finds damage before anything is written. */
function check(sqlite: Sqlite.Database, path: string): void {
  const result = sqlite.pragma('quick_check(1)', { simple: true });
  if (result !== 'ok') throw damaged(path, result);
}

/** An older program must not write into tables that it does not know. */
function refuseNewerVersion(sqlite: Sqlite.Database, path: string, migrationsDir: string): void {
  const table = sqlite.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get();
  if (table === undefined) return;
  const applied = sqlite.prepare('select max(created_at) from __drizzle_migrations').pluck().get();
  const newest = Math.max(
    ...readMigrationFiles({ migrationsFolder: migrationsDir }).map((file) => file.folderMillis),
  );
  if (Number(applied) > newest) {
    throw new AppError(
      'unavailable',
      `The database ${path} was written by a newer version of Maple. Start that version, or restore a backup.`,
    );
  }
}

function asStartError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return damaged(path, error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError('unavailable', `The database ${path} is locked by another process (${code}).`, {
      cause: error,
    });
  }
  if (code === 'SQLITE_FULL') {
    return new AppError('unavailable', `The disk that holds ${path} is full.`, { cause: error });
  }
  return new AppError('unavailable', `The database ${path} cannot be opened (${code}).`, { cause: error });
}

function damaged(path: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    `The database ${path} is damaged. Restore it from a backup, or move it away to start anew.`,
    { cause },
  );
}

// Keeps a data directory to one Maple at a time.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../core/errors.ts';
import { preparePrivateFile } from './private-file.server.ts';

/**
 * Takes the directory, or throws `unavailable` with one line when another Maple has it. SQLite's lock on an open
 * file is the operating system's: it ends with the process, however that ends.
 */
export function lockDataDirectory(dataDir: string): { release(): void } {
  const path = join(dataDir, 'maple.lock');
  preparePrivateFile(dataDir, path);
  let lock: Sqlite.Database | undefined;
  try {
    lock = new Sqlite(path, { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const isTaken = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
    const reason = isTaken
      ? `The data directory ${dataDir} is in use by another Maple. Stop that one, or set MAPLE_DATA_DIR to another directory.`
      : `The data directory ${dataDir} cannot be locked: ${error instanceof Error ? error.message : String(error)}`;
    throw new AppError('unavailable', reason, { cause: error });
  }
  const held = lock;
  return { release: () => void held.close() };
}

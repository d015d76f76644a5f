// Files in the data directory that only their owner may read.
import { chmodSync, closeSync, mkdirSync, openSync, statfsSync } from 'node:fs';
import { AppError } from '../core/errors.ts';

/**
 * Makes the data directory and, if it is not there, an empty file in it that only the owner may read; SQLite gives its
 * side files the same mode. Throws `unavailable` with one line when the directory cannot be written.
 */
export function preparePrivateFile(dataDir: string, path: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    throw new AppError(
      'unavailable',
      `The data directory ${dataDir} cannot be written (${systemCode(error)}). Set MAPLE_DATA_DIR to a directory that can.`,
      { cause: error },
    );
  }
  const full = fullDisk(dataDir, statfsSync(dataDir));
  if (full !== undefined) throw new AppError('unavailable', full);
}

/** With less than this a start would leave half a database behind; bytes. */
const LEAST_FREE = 32 * 1024 ** 2;

/** One line when a file system has too little room left for a start. */
export function fullDisk(dataDir: string, disk: { bavail: number; bsize: number }): string | undefined {
  const free = disk.bavail * disk.bsize;
  if (free >= LEAST_FREE) return undefined;
  const mib = (free / 1024 ** 2).toFixed(1);
  return `The disk of the data directory ${dataDir} is full: ${mib} MiB are free, a start needs 32 MiB.`;
}

/** The code of a system error such as `EACCES`, or what else was thrown in words. */
export function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

// The migration files: read from disk with their checksums, and compared with what a database says was applied.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#app/lib/core/errors.ts';

/** A file of clickhouse/migrations. */
export interface MigrationFile {
  readonly version: number;
  /** The file's name, e.g. `001_logs.sql`. */
  readonly name: string;
  readonly script: string;
  /** sha256 of the file, hexadecimal. */
  readonly checksum: string;
}

/** A row of `maple_schema`. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** ISO 8601, UTC. */
  readonly appliedAt: string;
}

/**
 * Reads the migrations of a directory in the order of their numbers.
 * Throws AppError `internal` when a name is not `NNN_name.sql` or a number is used twice.
 */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const files: MigrationFile[] = [];
  for (const name of names) {
    const version = Number(/^(\d{3})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
    if (!(version > 0)) throw new AppError('internal', `${join(directory, name)} is not named NNN_name.sql.`);
    const twin = files.find((file) => file.version === version);
    if (twin) throw new AppError('internal', `The migrations ${twin.name} and ${name} have the same number.`);
    const script = await readFile(join(directory, name), 'utf8');
    files.push({ version, name, script, checksum: createHash('sha256').update(script).digest('hex') });
  }
  return files;
}

/**
 * The migrations that are still to be applied.
 * Throws AppError `conflict`, one line that names the file, when an applied one was changed, renamed or is missing, or
 * when a new one is numbered below one that was applied.
 */
export function pendingMigrations(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
  database: string,
): MigrationFile[] {
  for (const row of applied) {
    const file = files.find(({ version }) => version === row.version);
    if (file === undefined)
      throw new AppError(
        'conflict',
        `The migration ${row.name} was applied to the database ${database}, but this Maple does not have that file: use the version of Maple that wrote the database, or a newer one.`,
      );
    if (file.checksum !== row.checksum || file.name !== row.name)
      throw new AppError(
        'conflict',
        `The migration ${file.name} was changed after it was applied to the database ${database} as ${row.name}: restore the file and put the change into a new one.`,
      );
  }
  const newest = Math.max(0, ...applied.map(({ version }) => version));
  const pending = files.filter(({ version }) => applied.every((row) => row.version !== version));
  const late = pending.find(({ version }) => version < newest);
  if (late)
    throw new AppError(
      'conflict',
      `The migration ${late.name} is new, but the database ${database} is already past it: give it a number above ${newest}.`,
    );
  return pending;
}

// Brings a team's database to the schema of this Maple: numbered files, in order, once, under a lock.
import type { Logger } from 'pino';
import { AppError } from '#app/lib/core/errors.ts';
import { ident, int, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import { acquireLock, everywhere } from './migrate-lock.server.ts';
import {
  type AppliedMigration,
  type MigrationFile,
  pendingMigrations,
  readMigrations,
} from './migrations.server.ts';
import { onCluster, renderStatements } from './migrations-render.ts';

export interface MigrateOptions {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  readonly cluster: string | undefined;
  /** Whole days of telemetry that new tables keep; `applyRetention` changes those that exist. */
  readonly retentionDays: number;
  /** Where the NNN_name.sql files are. */
  readonly directory: string;
  readonly log: Logger;
  /** Milliseconds to wait for another Maple that is migrating the same database. */
  readonly lockWaitMs?: number;
}

/** One migration and when it was applied (ISO 8601; undefined: not yet). */
export interface MigrationStatus {
  readonly version: number;
  readonly name: string;
  readonly appliedAt: string | undefined;
}

/**
 * Applies what is missing and returns the names of the files applied by this call, in order. Creates the database when needed.
 * Safe to call from several processes at once; a run that broke off is continued by the next one.
 * Throws AppError `conflict` when an applied file was changed or is missing, `unavailable` when the lock stays taken, and
 * whatever ClickHouse says when a statement fails, with the file's name in front.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { clickhouse, database, cluster, log } = options;
  const files = await readMigrations(options.directory);
  const pending = async () => pendingMigrations(files, await appliedMigrations(options), database);
  if ((await pending()).length === 0) return [];

  await clickhouse.command(sql`CREATE DATABASE IF NOT EXISTS ${ident(database)} ${raw(onCluster(cluster))}`);
  const lock = await acquireLock({
    clickhouse,
    database,
    cluster,
    ...(options.lockWaitMs !== undefined && { waitMs: options.lockWaitMs }),
    done: async () => (await pending()).length === 0,
  });
  if (lock === undefined) return [];
  try {
    await createSchemaTable(options);
    const applied: string[] = [];
    for (const file of await pending()) {
      await apply(file, options, lock.check);
      applied.push(file.name);
      log.info({ database, migration: file.name }, 'migration applied');
    }
    return applied;
  } finally {
    // What happened before stands, good or bad; a lock that cannot be given back ends by itself.
    await lock.release().catch((error: unknown) => {
      log.warn({ err: error, database }, 'the schema lock could not be released');
    });
  }
}

/**
 * Every migration of the directory with the time it was applied. Reads only; a database that does not exist has none.
 * Throws AppError `conflict` like `migrate`.
 */
export async function migrationStatus(
  options: Pick<MigrateOptions, 'clickhouse' | 'database' | 'cluster' | 'directory'>,
): Promise<MigrationStatus[]> {
  const files = await readMigrations(options.directory);
  const applied = await appliedMigrations(options);
  pendingMigrations(files, applied, options.database);
  return files.map(({ version, name }) => ({
    version,
    name,
    appliedAt: applied.find((row) => row.version === version)?.appliedAt,
  }));
}

async function apply(file: MigrationFile, options: MigrateOptions, checkLock: () => void): Promise<void> {
  const { clickhouse, database } = options;
  try {
    for (const statement of renderStatements(file.script, options)) {
      checkLock();
      await clickhouse.command(raw(statement));
    }
  } catch (error) {
    const { code, message, retryAfter } =
      error instanceof AppError ? error : new AppError('internal', String(error));
    throw new AppError(code, `The migration ${file.name} failed: ${message}`, {
      cause: error,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }
  checkLock();
  await clickhouse.command(
    sql`INSERT INTO ${ident(database, 'maple_schema')} (version, name, checksum, applied_at)
      SELECT ${int(file.version)}, ${str(file.name)}, ${str(file.checksum)}, now64(3)`,
    { settings: { async_insert: 0 } },
  );
}

async function appliedMigrations(
  options: Pick<MigrateOptions, 'clickhouse' | 'database' | 'cluster'>,
): Promise<AppliedMigration[]> {
  const { clickhouse, database } = options;
  const table = ident(database, 'maple_schema');
  const { rows: tables } = await clickhouse.query(
    sql`SELECT 1 FROM system.tables WHERE database = ${str(database)} AND name = 'maple_schema'`,
  );
  if (tables.length === 0) return [];
  if (options.cluster !== undefined) await clickhouse.command(sql`SYSTEM SYNC REPLICA ${table}`);
  const { rows } = await clickhouse.query<AppliedMigration>(
    sql`SELECT version, any(name) AS name, any(checksum) AS checksum,
        formatDateTime(min(applied_at), '%FT%TZ', 'UTC') AS appliedAt
      FROM ${table} GROUP BY version ORDER BY version`,
  );
  return rows;
}

async function createSchemaTable({ clickhouse, database, cluster }: MigrateOptions): Promise<void> {
  const engine = cluster === undefined ? 'MergeTree ORDER BY version' : everywhere('ORDER BY version');
  await clickhouse.command(
    sql`CREATE TABLE IF NOT EXISTS ${ident(database, 'maple_schema')} ${raw(onCluster(cluster))}
      (version UInt32, name String, checksum String, applied_at DateTime64(3)) ENGINE = ${raw(engine)}`,
  );
}

// `npm run migrate`: brings the telemetry databases to the schema of this checkout; `-- --status` only says where they are.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { pino } from 'pino';
import { listTeams } from '#app/lib/auth/team.server.ts';
import { createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate, migrationStatus } from '#app/lib/clickhouse/migrate.server.ts';
import { type Config, readConfig } from '#app/lib/config.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { startEngine } from '#app/lib/engine/supervisor.server.ts';
import { sql } from '#app/lib/sql/sql.ts';
import * as schema from '#drizzle/schema.ts';

const USAGE = 'Usage: npm run migrate [-- --status]';
const log = pino({ level: 'silent' });
const root = fileURLToPath(new URL('..', import.meta.url));

/** A ClickHouse to talk to, and how to let go of it. */
interface Storage {
  readonly url: string;
  readonly name: string;
  stop(): Promise<void>;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  const isStatus = args.includes('--status');
  if (args.some((arg) => arg !== '--status')) throw new Error(USAGE);
  const config = readConfig(process.env, root);
  const storage = await openStorage(config);
  const { user, password, cluster } = config.clickhouse;
  const clickhouse = createClickHouse({ url: storage.url, user, password });
  const directory = join(root, 'clickhouse', 'migrations');
  try {
    console.log(storage.name);
    for (const database of databases(config)) {
      const { retentionDays } = config;
      if (!isStatus) await migrate({ clickhouse, database, cluster, retentionDays, directory, log });
      const rows = await migrationStatus({ clickhouse, database, cluster, directory });
      const pending = rows.filter(({ appliedAt }) => appliedAt === undefined).length;
      console.log(`\nDatabase ${database}: ${pending === 0 ? 'up to date' : `${pending} to apply`}`);
      for (const { name, appliedAt } of rows) console.log(`  ${name.padEnd(28)} ${appliedAt ?? 'pending'}`);
    }
  } finally {
    await clickhouse.close();
    await storage.stop();
  }
}

/** The configured server; else the engine of the data directory: started here, or the one a running Maple has. */
async function openStorage(config: Config): Promise<Storage> {
  if (config.clickhouse.url !== undefined)
    return {
      url: config.clickhouse.url,
      name: `ClickHouse at ${config.clickhouse.url}`,
      stop: async () => {},
    };
  const dataDir = join(config.dataDir, 'clickhouse');
  try {
    const engine = await startEngine({ dataDir, port: 0, memoryBytes: config.engineMemoryBytes, log });
    return { url: engine.url, name: `Embedded engine on ${dataDir}`, stop: () => engine.stop() };
  } catch (error) {
    const url = `http://127.0.0.1:${config.enginePort}`;
    if (!(await answersFor(url, dataDir))) throw error;
    return { url, name: `Embedded engine on ${dataDir}, of the Maple that is running`, stop: async () => {} };
  }
}

/** Whether the engine at `url` is the one that has `dataDir` open: another server may listen on that port. */
async function answersFor(url: string, dataDir: string): Promise<boolean> {
  const clickhouse = createClickHouse({ url, user: 'default', password: '' });
  try {
    const { rows } = await clickhouse.query<{ path: string }>(sql`SELECT path FROM system.disks`);
    return rows.some(({ path }) => path.startsWith(dataDir));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  } finally {
    await clickhouse.close();
  }
}

/** One database per team; before the first start of Maple there is only the configured one. */
function databases(config: Config): string[] {
  const file = join(config.dataDir, 'maple.db');
  if (!existsSync(file)) return [config.clickhouse.database];
  // Read only: a look at the status changes nothing, also while Maple is running.
  const client = new Sqlite(file, { readonly: true });
  try {
    return listTeams(drizzle({ client, schema })).map(({ database }) => database);
  } finally {
    client.close();
  }
}

// Starts what telemetry is stored in: the engine or an outside ClickHouse, the tables of every team, and how long they keep what is in them.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { listActiveTeams, listTeams } from './lib/auth/team.server.ts';
import { type ClickHouse, createClickHouse } from './lib/clickhouse/client.server.ts';
import { migrate } from './lib/clickhouse/migrate.server.ts';
import { createReaders } from './lib/clickhouse/readers.server.ts';
import type { Config } from './lib/config.server.ts';
import { AppError, toAppError } from './lib/core/errors.ts';
import type { Database } from './lib/db/db.server.ts';
import { type Engine, startEngine } from './lib/engine/supervisor.server.ts';
import { QueryMetrics } from './lib/health/health.server.ts';
import { createRetention } from './lib/storage/retention.server.ts';

/** What ends the parts that were started, in the order of their start. */
export type Stops = (() => Promise<void> | void)[];

interface StorageOptions {
  readonly config: Config;
  readonly db: Database;
  /** What the passwords of readers are derived from. */
  readonly secret: string;
  readonly log: Logger;
  /** Ends the wait for an outside ClickHouse. */
  readonly signal: AbortSignal;
  /** What is started is added here at once, so that it is stopped when a later part cannot start. */
  readonly stops: Stops;
}

const HOUR_MS = 3_600_000;
/** How long an outside ClickHouse may take to come up beside us, as with `docker compose up`. */
const CLICKHOUSE_WAIT_MS = 20_000;

/** Answers when every team's tables are there. Throws `unavailable` with a line for the log when the storage cannot be used. */
export async function startStorage({ config, db, secret, log, signal, stops }: StorageOptions) {
  const engine = config.clickhouse.url === undefined ? await startEmbedded(config, log) : undefined;
  if (engine) stops.push(() => engine.stop());
  const engineUrl = engine?.url ?? config.clickhouse.url ?? '';
  const queries = new QueryMetrics();
  const clickhouse = createClickHouse({
    url: engineUrl,
    user: config.clickhouse.user,
    password: config.clickhouse.password,
    onQuery: queries.record,
  });
  stops.push(() => clickhouse.close());
  if (!engine) await waitForClickHouse(clickhouse, signal, log);

  const { cluster } = config.clickhouse;
  const readers = createReaders({ clickhouse, cluster, isServer: !engine, authSecret: secret, log });
  /** What the tables of a new team are made with, too. */
  const migrations = {
    clickhouse,
    cluster,
    readers,
    retentionDays: config.retentionDays,
    log,
    directory: join(config.root, 'clickhouse', 'migrations'),
  };
  const retention = createRetention({
    clickhouse,
    cluster,
    log,
    db,
    defaultDays: config.retentionDays,
  });
  try {
    for (const { database } of listTeams(db)) {
      await migrate({ ...migrations, database });
      await readers.prepare(database);
    }
    await retention.applyAll();
  } catch (error) {
    throw unusableStorage(error, config);
  }
  const hourly = setInterval(() => {
    retention
      .applyAll()
      .catch((error: unknown) => log.error({ err: error }, 'retention could not be applied'));
    // What was not possible may have become so.
    for (const { database } of listActiveTeams(db)) void readers.prepare(database);
  }, HOUR_MS);
  stops.push(() => clearInterval(hourly));
  return { clickhouse, engine, engineUrl, migrations, queries, readers, retention };
}

function startEmbedded(config: Config, log: Logger): Promise<Engine> {
  return startEngine({
    dataDir: join(config.dataDir, 'clickhouse'),
    port: config.enginePort,
    memoryBytes: config.engineMemoryBytes,
    log,
    program: join(config.root, 'app', 'lib', 'engine', 'process.ts'),
  });
}

/** A failure of the schema's own statements is about the storage; the line says where and what ClickHouse said. */
function unusableStorage(thrown: unknown, config: Config): AppError {
  const error = toAppError(thrown);
  if (error.code !== 'internal') return error;
  const where =
    config.clickhouse.url === undefined
      ? `engine's data in ${config.dataDir}/clickhouse`
      : 'ClickHouse server';
  const said = error.cause instanceof Error ? error.cause.message.split('\n', 1)[0] : error.message;
  return new AppError('unavailable', `The ${where} cannot be used: ${said}`, { cause: thrown });
}

async function waitForClickHouse(clickhouse: ClickHouse, signal: AbortSignal, log: Logger): Promise<void> {
  const until = performance.now() + CLICKHOUSE_WAIT_MS;
  for (let attempt = 0; !(await clickhouse.ping()); attempt += 1) {
    if (performance.now() > until)
      throw new AppError(
        'unavailable',
        'ClickHouse does not answer at CLICKHOUSE_URL. Check the address and the credentials.',
      );
    if (attempt === 0) log.info('waiting for ClickHouse');
    await sleep(500, undefined, { signal });
  }
}

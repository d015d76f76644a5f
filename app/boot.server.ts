// Puts the program together: the services in the order they depend on each other, and their stop in reverse.
import { join } from 'node:path';
import { sql as rawSql } from 'drizzle-orm';
import { type Logger, pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { type Stops, startStorage } from './boot-storage.server.ts';
import { type Accounts, createAccounts } from './lib/account/account.server.ts';
import { setApiRuntime } from './lib/api/runtime.server.ts';
import { startAuditRetention } from './lib/audit/retention.server.ts';
import { type Auth, createAuth } from './lib/auth/auth.server.ts';
import { ensureEnvironmentKeys } from './lib/auth/keys.server.ts';
import { settleSecret } from './lib/auth/rotate-secret.server.ts';
import { createSealer } from './lib/auth/seal.server.ts';
import { createSetup, ensureAdmin, type Setup } from './lib/auth/setup.server.ts';
import { ensureDefaultTeam, listActiveTeams } from './lib/auth/team.server.ts';
import { createTeamSettingsReader } from './lib/auth/team-settings.server.ts';
import { createTenants, type Tenants } from './lib/auth/tenant.server.ts';
import type { ClickHouse } from './lib/clickhouse/client.server.ts';
import { createInserter } from './lib/clickhouse/inserter.server.ts';
import { QueryPlaces } from './lib/clickhouse/query-places.ts';
import type { Readers } from './lib/clickhouse/readers.server.ts';
import { RunningQueries } from './lib/clickhouse/running.server.ts';
import type { Config } from './lib/config.server.ts';
import { AppError } from './lib/core/errors.ts';
import { type Database, openDatabase } from './lib/db/db.server.ts';
import { lockDataDirectory } from './lib/db/lock.server.ts';
import type { DetailsSources } from './lib/health/details.server.ts';
import { createHealth } from './lib/health/health.server.ts';
import { startHealthHistory } from './lib/health/history.server.ts';
import { RecentProblems } from './lib/health/problems.ts';
import type { HealthReport } from './lib/health/schema.ts';
import { startSelfTelemetry } from './lib/health/self-telemetry.server.ts';
import { startOtlpGrpc } from './lib/ingest/grpc.server.ts';
import { startOtlpHttp } from './lib/ingest/http.server.ts';
import type { Listener } from './lib/ingest/listener.ts';
import { createReceiver } from './lib/ingest/receive.server.ts';
import { type ApiKeys, createApiKeys } from './lib/keys/keys.server.ts';
import { createTails, type Tails } from './lib/logs/tail.server.ts';
import { createArrivals } from './lib/logs/tail-arrivals.server.ts';
import { listenError } from './lib/net/listen-error.ts';
import { createMailer, type Mailer } from './lib/net/mail.server.ts';
import { createIngestDays, type IngestDays } from './lib/quotas/ingest-days.server.ts';
import { createIngestQuotas } from './lib/quotas/ingest-quotas.server.ts';
import { createTeamLimits, type TeamLimitsService } from './lib/quotas/limits.server.ts';
import type { SourceReader } from './lib/reading/reading.server.ts';
import { createFacetPins, type FacetPinStore } from './lib/saved/pins.server.ts';
import { createSavedSearches, type SavedSearches } from './lib/saved/searches.server.ts';
import { startCounting } from './lib/services/counting.server.ts';
import { createSources, type Sources } from './lib/sources/sources.server.ts';
import type { StorageReader } from './lib/storage/state.server.ts';
import { startTeams, type TeamServices } from './lib/teams/services.server.ts';
import type { TraceReader } from './lib/traces/reader.ts';
import type { UsageReader } from './lib/usage/usage.server.ts';

/** The running services, for routes and server functions. */
export interface App {
  readonly config: Config;
  readonly log: Logger;
  readonly version: string;
  readonly db: Database;
  /** Maple's own, which may do everything. */
  readonly clickhouse: ClickHouse;
  /** What reads a team's database for people and keys. */
  readonly readerOf: Readers['of'];
  readonly auth: Auth;
  readonly accounts: Accounts;
  readonly setup: Setup;
  readonly tenants: Tenants;
  readonly mailer: Mailer;
  /** What people's queries do just now: runs them with their limits, follows and cancels them. */
  readonly running: RunningQueries;
  /** Opens sources by id or name, and keeps those that the teams made. */
  readonly sources: Sources;
  readonly logs: SourceReader;
  readonly traces: TraceReader;
  /** Stop them before the web port: their streams have no end of their own. */
  readonly tails: Tails;
  /** What is stored, and for how long. */
  readonly storage: StorageReader;
  readonly usage: UsageReader;
  readonly saved: SavedSearches;
  readonly facetPins: FacetPinStore;
  /** The teams, who is in them, and invitations. */
  readonly people: TeamServices;
  readonly apiKeys: ApiKeys;
  /** What each team sent on each day, */
  readonly ingestDays: IngestDays;
  /** and what it may send and ask. */
  readonly teamLimits: TeamLimitsService;
  readonly health: () => Promise<HealthReport>;
  /** What there is to know of the program beside that. */
  readonly details: DetailsSources;
  /** The ClickHouse that is used: the embedded one's address, or CLICKHOUSE_URL. */
  readonly engineUrl: string;
  /** The ports in use, also where any free one was asked for. */
  readonly ports: { readonly otlpHttp: number; readonly otlpGrpc: number };
  /** Ends intake first, then stores what is queued, then closes what that needed. */
  stop(): Promise<void>;
}

/** For each part that waits for others when it stops: one after the other they stay within Docker's ten seconds. */
const STOP_GRACE_MS = 2_000;
const SELF_TELEMETRY_MS = 15_000;

/** Kept on `globalThis`: in development the modules are loaded anew on every change, the program is not. */
const RUNNING = Symbol.for('maple.app');
const shared = globalThis as { [RUNNING]?: App };

/** The running program. Throws `unavailable` while it is still starting. */
export function app(): App {
  const running = shared[RUNNING];
  if (!running) throw new AppError('unavailable', 'Maple is starting.', { retryAfter: 1 });
  return running;
}

/**
 * Starts everything but the web port. When a part cannot start, those before it are stopped again. An abort ends the
 * wait for an outside ClickHouse; what takes moments is finished.
 */
export async function boot(config: Config, signal: AbortSignal): Promise<App> {
  const stops: Stops = [];
  const stop = async () => {
    shared[RUNNING] = undefined;
    setApiRuntime(undefined);
    for (const end of stops.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        // What could not be stopped must not keep the rest from stopping.
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      }
    }
  };
  try {
    const started = await start(config, signal, stops, stop);
    shared[RUNNING] = started;
    setApiRuntime(started);
    return started;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: Config,
  signal: AbortSignal,
  stops: Stops,
  stop: () => Promise<void>,
): Promise<App> {
  const problems = new RecentProblems();
  const log = pino({
    level: config.logLevel,
    hooks: {
      logMethod(args, method, level) {
        problems.note(args, level, Date.now());
        method.apply(this, args);
      },
    },
    redact: ['*.password', '*.key', '*.token', '*.headers.authorization', '*.headers.cookie'],
  });
  for (const warning of config.warnings) log.warn(warning);

  const lock = lockDataDirectory(config.dataDir);
  stops.push(() => lock.release());
  const database = openDatabase({
    dataDir: config.dataDir,
    migrationsDir: join(config.root, 'drizzle', 'migrations'),
  });
  stops.push(() => database.close());
  const { db } = database;
  const team = ensureDefaultTeam(db, config.clickhouse.database);
  ensureEnvironmentKeys(db, config, team.id, log);
  await ensureAdmin(db, config.admin, log);
  const secret = await settleSecret(db, config, log);
  const sealer = createSealer(secret);
  const mailer = createMailer(config.mail);
  stops.push(() => mailer.close());
  const auth = createAuth({
    db,
    url: config.url,
    secret,
    sealer,
    mailer,
    trustedProxies: config.trustedProxies,
    allowedHosts: config.allowedHosts,
    lifetime: config.sessions,
    log,
  });
  const tenants = createTenants({
    db,
    auth,
    url: config.url,
    isLoopback: config.isLoopback,
    trustedProxies: config.trustedProxies,
    log,
  });

  const { clickhouse, engine, engineUrl, migrations, queries, readers, retention } = await startStorage({
    config,
    db,
    secret,
    log,
    signal,
    stops,
  });
  const { cluster } = config.clickhouse;
  const counting = startCounting({
    clickhouse,
    databases: () => listActiveTeams(db).map(({ database: name }) => name),
    log,
  });
  stops.push(() => counting.stop());

  const auditRetention = startAuditRetention({ db, days: config.auditRetentionDays, log });
  stops.push(() => auditRetention.stop());

  const people = startTeams({
    db,
    storage: migrations,
    mailer,
    url: config.url,
    hashPassword: auth.hashPassword,
    enforcedProvider: (email) => auth.providers.enforcedFor(email)?.name,
  });
  stops.push(() => people.stop());

  const settings = createTeamSettingsReader(db);
  const places = new QueryPlaces({
    total: config.queryPlaces,
    perTeam: Math.ceil((config.queryPlaces * 2) / 3),
  });
  const running = new RunningQueries(config.queryLimits, {
    places,
    quotaOf: (teamId) => settings.of(teamId).query ?? {},
  });
  const sources = createSources({
    db,
    readerOf: readers.of,
    sealer,
    allowedHosts: config.allowedHosts,
    enginePort: engine && Number(new URL(engine.url).port),
    log,
  });
  stops.push(() => sources.close());

  const ingestDays = createIngestDays({ db, log });
  stops.push(() => ingestDays.stop());
  const inserter = createInserter({ clickhouse, maxQueuedBytes: config.ingestQueueBytes, log });
  stops.push(() => inserter.stop(STOP_GRACE_MS));
  const arrivals = createArrivals();
  const tails = createTails({ sources, arrivals });
  stops.push(() => tails.stop());
  const ingestQuotas = createIngestQuotas({
    quotaOf: (teamId) => settings.of(teamId).ingest ?? {},
    days: ingestDays,
  });
  const receiver = createReceiver({
    quota: ingestQuotas,
    inserter: arrivals.watch(inserter),
    resolveIngest: async (key) => tenants.ofIngestKey(key),
    retentionDays: (teamId, signal) => retention.daysOf(teamId)[signal],
    log,
  });
  const common = { host: config.host, receiver, log, maxBufferedBytes: config.ingestQueueBytes };
  const listeners: Listener[] = [];
  stops.push(async () => {
    await Promise.all(listeners.map((listener) => listener.stop(STOP_GRACE_MS)));
  });
  const http = await startOtlpHttp({
    ...common,
    port: config.otlpHttpPort,
    loopbackOnly: config.isLoopback,
  }).catch((error: unknown) => {
    throw listenError(error, config.otlpHttpPort, 'MAPLE_OTLP_HTTP_PORT');
  });
  listeners.push(http);
  const grpc = await startOtlpGrpc({ ...common, port: config.otlpGrpcPort }).catch((error: unknown) => {
    throw listenError(error, config.otlpGrpcPort, 'MAPLE_OTLP_GRPC_PORT');
  });
  listeners.push(grpc);

  const version = packageJson.version;
  const health = createHealth({
    version,
    clickhouse,
    engine,
    inserter,
    ingest: receiver,
    queries,
    checkDatabase: () => void db.get(rawSql`SELECT 1`),
    listeners: () => ({ otlpHttp: http.listening, otlpGrpc: grpc.listening }),
  });
  const history = startHealthHistory({ report: health, everyMs: SELF_TELEMETRY_MS, now: Date.now });
  stops.push(() => history.stop());
  if (config.selfTelemetry) {
    const target = { database: team.database, teamId: team.id, isOwn: true };
    const self = startSelfTelemetry({
      report: health,
      send: (bytes) => receiver.receive(target, 'metrics', 'json', { bytes, release: () => {} }),
      log,
      everyMs: SELF_TELEMETRY_MS,
      now: Date.now,
    });
    stops.push(() => self.stop());
  }

  return {
    config,
    log,
    version,
    db,
    clickhouse,
    readerOf: readers.of,
    auth,
    accounts: createAccounts({ db, auth, url: config.url }),
    setup: createSetup(db, config, auth.hashPassword, log),
    tenants,
    mailer,
    sources,
    running,
    logs: { sources, running, now: Date.now },
    traces: {
      sources,
      running,
      now: Date.now,
      retentionDays: ({ teamId }) => retention.daysOf(teamId).traces,
    },
    tails,
    storage: { clickhouse, cluster, retention },
    usage: {
      db,
      clickhouse,
      readerOf: readers.of,
      cluster,
      running,
      retentionOf: retention.daysOf,
      ingestDays,
      now: Date.now,
    },
    saved: createSavedSearches(db, sources),
    facetPins: createFacetPins(db, sources),
    people,
    ingestDays,
    teamLimits: createTeamLimits({
      db,
      settings,
      ingestQuotas,
      ingestDays,
      places,
      queryLimits: config.queryLimits,
    }),
    apiKeys: createApiKeys({ db, checkSources: sources.checkIds }),
    health,
    details: {
      report: health,
      clickhouse,
      cluster,
      confinementOf: readers.confinement,
      engine,
      engineMemoryBytes: config.engineMemoryBytes,
      history,
      problems,
      root: config.root,
      dataDir: config.dataDir,
    },
    engineUrl,
    ports: { otlpHttp: http.port, otlpGrpc: grpc.port },
    stop,
  };
}

// The state of the running program, gathered from its parts when somebody asks.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { Inserter } from '#app/lib/clickhouse/inserter.server.ts';
import type { AppError } from '#app/lib/core/errors.ts';
import { RecentValues } from '#app/lib/core/percentiles.ts';
import type { Engine } from '#app/lib/engine/supervisor.server.ts';
import type { ComponentHealth, HealthReport } from './schema.ts';

/** Counts the statements that Maple sends to ClickHouse; pass `record` to `createClickHouse` as `onQuery`. */
export class QueryMetrics {
  readonly #durations = new RecentValues();
  #count = 0;
  #failed = 0;

  readonly record = (outcome: {
    kind: 'query' | 'command' | 'insert';
    durationMs: number;
    error?: AppError;
  }) => {
    if (outcome.kind !== 'query') return;
    this.#count += 1;
    if (outcome.error) this.#failed += 1;
    else this.#durations.add(outcome.durationMs);
  };

  summary(): HealthReport['queries'] {
    return { count: this.#count, failed: this.#failed, durationMs: this.#durations.summary() };
  }
}

interface HealthSources {
  readonly version: string;
  readonly clickhouse: ClickHouse;
  /** Undefined when an outside ClickHouse is used. */
  readonly engine: Engine | undefined;
  readonly inserter: Inserter;
  readonly ingest: {
    readonly stats: Pick<HealthReport['ingest'], 'signals'> & { failed: Record<string, number> };
  };
  readonly queries: QueryMetrics;
  /** Whether SQLite answers. */
  readonly checkDatabase: () => void;
  /** Parts that are either listening or not. */
  readonly listeners: () => Readonly<Record<string, boolean>>;
}

/** A ping is remembered for this long, so that a health check costs ClickHouse nothing; milliseconds. */
const PING_AGE_MS = 1_000;

/** Makes the function that reports; it never throws. */
export function createHealth(sources: HealthSources): () => Promise<HealthReport> {
  const started = performance.now();
  const seen = new Map<string, { readonly status: string; readonly since: string }>();
  let ping = { at: Number.NEGATIVE_INFINITY, ok: Promise.resolve(false) };

  function reachable(): Promise<boolean> {
    if (performance.now() - ping.at > PING_AGE_MS)
      ping = { at: performance.now(), ok: sources.clickhouse.ping() };
    return ping.ok;
  }

  return async () => {
    const components: Record<string, ComponentHealth> = {
      engine: engineHealth(sources.engine, await reachable()),
      storage: storageHealth(sources.inserter.stats.isFailing),
      metadata: databaseHealth(sources.checkDatabase),
    };
    for (const [name, isListening] of Object.entries(sources.listeners()))
      components[name] = isListening ? { status: 'ok' } : { status: 'down', message: 'not listening' };
    for (const [name, component] of Object.entries(components)) {
      const before = seen.get(name);
      const { status } = component;
      const now = before?.status === status ? before : { status, since: new Date().toISOString() };
      seen.set(name, now);
      components[name] = { ...component, since: now.since };
    }
    const { inserter } = sources;
    const { signals, failed } = sources.ingest.stats;
    const memory = process.memoryUsage();
    const cpu = process.cpuUsage();
    return {
      status: overall(components),
      version: sources.version,
      uptimeSeconds: Math.round((performance.now() - started) / 1000),
      components,
      ingest: {
        signals,
        failedRequests: failed,
        queuedBytes: inserter.stats.queuedBytes,
        queuedRows: inserter.stats.queuedRows,
        inserts: inserter.stats.inserts,
        insertDurationMs: inserter.stats.durationMs,
      },
      queries: sources.queries.summary(),
      process: {
        rssBytes: memory.rss,
        heapUsedBytes: memory.heapUsed,
        cpuSeconds: (cpu.user + cpu.system) / 1e6,
      },
    };
  };
}

function engineHealth(engine: Engine | undefined, isReachable: boolean): ComponentHealth {
  if (engine === undefined)
    return isReachable ? { status: 'ok' } : { status: 'down', message: 'ClickHouse is not answering' };
  if (engine.state === 'ready') {
    return isReachable ? { status: 'ok' } : { status: 'restarting', message: 'The engine is not answering' };
  }
  const status = engine.state === 'starting' || engine.state === 'restarting' ? engine.state : 'down';
  return { status, message: engine.lastError ?? `The engine is ${engine.state}` };
}

/** Whether telemetry can be stored. That it can be read does not tell: a full disk still answers queries. */
function storageHealth(isFailing: boolean): ComponentHealth {
  if (!isFailing) return { status: 'ok' };
  // Anybody may ask for the health, so what ClickHouse said stays in the log.
  return {
    status: 'down',
    message: 'telemetry cannot be stored; senders are told to retry. The log says why',
  };
}

function databaseHealth(check: () => void): ComponentHealth {
  try {
    check();
    return { status: 'ok' };
  } catch {
    return { status: 'down', message: 'The metadata database is not readable' };
  }
}

function overall(components: Readonly<Record<string, ComponentHealth>>): HealthReport['status'] {
  if (components.engine?.status === 'down' || components.metadata?.status === 'down') return 'down';
  return Object.values(components).every(({ status }) => status === 'ok') ? 'ok' : 'degraded';
}

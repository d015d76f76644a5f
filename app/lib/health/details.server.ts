// What the pages "Health" and "About" show beside the report: the engine, the last minutes, and what the program is.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { readDisk } from '#app/lib/clickhouse/parts.server.ts';
import type { Confinement } from '#app/lib/clickhouse/readers.server.ts';
import type { Engine } from '#app/lib/engine/supervisor.server.ts';
import { sql } from '#app/lib/sql/sql.ts';
import type { HealthHistory } from './history.server.ts';
import type { RecentProblems } from './problems.ts';
import type { About, EngineDetails, HealthDetails, HealthReport } from './schema.ts';

export interface DetailsSources {
  readonly report: () => Promise<HealthReport>;
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
  readonly confinementOf: (database: string) => Confinement;
  /** Undefined when an outside ClickHouse is used. */
  readonly engine: Engine | undefined;
  readonly engineMemoryBytes: number;
  readonly history: HealthHistory;
  readonly problems: RecentProblems;
  /** Where the program and its data are. */
  readonly root: string;
  readonly dataDir: string;
}

const PATIENCE = { settings: { max_execution_time: 3 } };

/** Never fails because the engine is away: then that is what it says. */
export async function readHealthDetails(sources: DetailsSources, tenant: Tenant): Promise<HealthDetails> {
  const [report, engine] = await Promise.all([sources.report(), engineDetails(sources)]);
  return {
    report,
    engine,
    samples: sources.history.samples,
    problems: isInstanceAdmin(tenant) ? sources.problems.list() : undefined,
    nowMs: Date.now(),
  };
}

export async function readAbout(sources: DetailsSources, tenant: Tenant): Promise<About> {
  const [{ version, uptimeSeconds }, engine] = await Promise.all([sources.report(), engineDetails(sources)]);
  return {
    version,
    commit: commitOf(sources.root),
    builtAt: builtAt(sources.root),
    startedAt: new Date(Date.now() - uptimeSeconds * 1_000).toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    engine,
    confinement: sources.confinementOf(tenant.database),
    dataDir: isInstanceAdmin(tenant) ? sources.dataDir : undefined,
  };
}

function isInstanceAdmin({ actor }: Tenant): boolean {
  return actor.kind === 'user' && actor.isInstanceAdmin;
}

async function engineDetails(sources: DetailsSources): Promise<EngineDetails> {
  const { clickhouse, cluster, engine, engineMemoryBytes } = sources;
  const known = {
    kind: engine ? 'embedded' : 'server',
    memoryLimitBytes: engine && engineMemoryBytes,
    restarts: engine?.restarts ?? 0,
  } as const;
  try {
    const [{ rows }, disk] = await Promise.all([
      clickhouse.query<{ version: string; uptime: number; memory: string }>(
        sql`SELECT version() AS version, uptime() AS uptime,
          (SELECT sum(value) FROM system.metrics WHERE metric = 'MemoryTracking') AS memory`,
        PATIENCE,
      ),
      readDisk(clickhouse, cluster),
    ]);
    const [row] = rows;
    return {
      ...known,
      version: row?.version,
      uptimeSeconds: row && Number(row.uptime),
      memoryBytes: row && Number(row.memory),
      disk,
    };
  } catch {
    // The report says that it is away, and why; here it is only not known.
    return {
      ...known,
      version: undefined,
      uptimeSeconds: undefined,
      memoryBytes: undefined,
      disk: undefined,
    };
  }
}

/** The commit of a checkout; a release has none. */
function commitOf(root: string): string | undefined {
  try {
    const head = readFileSync(join(root, '.git', 'HEAD'), 'utf8').trim();
    const name = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
    const commit = name === undefined ? head : readFileSync(join(root, '.git', name), 'utf8').trim();
    return /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 12) : undefined;
  } catch {
    // No checkout, or a reference that is packed: then it is not known.
    return undefined;
  }
}

/** When the pages were built; in development they are not. */
function builtAt(root: string): string | undefined {
  return statSync(join(root, 'dist', 'server', 'server.js'), { throwIfNoEntry: false })?.mtime.toISOString();
}

// Asks the engine what is stored of a team, for how long, and how much room there is.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { readDays, readDisk, readTtls } from '#app/lib/clickhouse/parts.server.ts';
import type { Retention } from './retention.server.ts';
import type { RetentionState } from './schema.ts';
import { otherTables, signalStates } from './state.ts';

export interface StorageReader {
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
  readonly retention: Retention;
}

/** Throws what ClickHouse says when it is away. */
export async function readRetentionState(
  { clickhouse, cluster, retention }: StorageReader,
  tenant: Tenant,
): Promise<RetentionState> {
  const [days, ttls, disk] = await Promise.all([
    readDays(clickhouse, tenant.database, cluster),
    readTtls(clickhouse, tenant.database, cluster),
    readDisk(clickhouse, cluster),
  ]);
  const kept = { days: retention.daysOf(tenant.teamId), own: retention.ownOf(tenant.teamId) };
  return {
    defaultDays: retention.defaultDays,
    mayChange: tenant.scopes.has('admin'),
    problem: retention.problemOf(tenant.teamId) ?? null,
    signals: signalStates({ days, ttls }, kept),
    others: otherTables({ days, ttls }),
    disk: disk ?? null,
  };
}

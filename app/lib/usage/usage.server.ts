// Asks the engine and the counts of the receiver what a team sent and what that takes up.
import type { RetentionDays } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { readDays, readDisk, type TableDay } from '#app/lib/clickhouse/parts.server.ts';
import type { Operation, RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import {
  logsByServiceQuery,
  METRIC_TABLES,
  pointsByServiceQuery,
  type ServiceDayRow,
  spansByServiceQuery,
} from '#app/lib/telemetry/usage.ts';
import { teams } from '#drizzle/schema.ts';
import { addedPerDay, daysUntilFull } from './project.ts';
import type { Usage, UsageRequest } from './schema.ts';
import { bytesBySignal, growthOf, lastDays, type ServiceDay, servicesOf, signalsOf } from './usage.ts';

interface DayCount {
  /** Days since 1970. */
  readonly day: number;
  readonly signal: 'logs' | 'traces' | 'metrics';
  readonly bytes: number;
  readonly records: number;
  readonly refused: number;
}

export interface UsageReader {
  readonly db: Database;
  readonly clickhouse: ClickHouse;
  /** What reads a team's database for people. */
  readonly readerOf: (database: string) => ClickHouse;
  readonly cluster: string | undefined;
  readonly running: RunningQueries;
  readonly retentionOf: (teamId: string) => RetentionDays;
  /** What the receiver counted, from one day since 1970 to another. */
  readonly ingestDays: {
    counts(teamId: string, fromDay: number, toDay: number): readonly DayCount[];
  };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
/** Points are counted by service, which reads them, up to so many: some tenths of a second. */
const MOST_POINTS = 200_000_000;
const METRICS: ReadonlySet<string> = new Set(METRIC_TABLES);

/** Throws what ClickHouse says when it is away, and the limits of the caller's role. */
export async function readUsage(
  reader: UsageReader,
  tenant: Tenant,
  { days: count }: UsageRequest,
  signal?: AbortSignal,
): Promise<Usage> {
  const { clickhouse, readerOf, cluster, now, running } = reader;
  const { database } = tenant;
  const own = readerOf(database);
  const days = lastDays(count, now());
  const fromDay = days[0] ?? '';
  return running.run(tenant, undefined, 'usage', signal, async (operation) => {
    const stored = await readDays(clickhouse, database, cluster);
    const points = stored.filter(({ table, day }) => METRICS.has(table) && day >= fromDay);
    const isMetricsCounted = points.reduce((sum, { rows }) => sum + rows, 0) <= MOST_POINTS;
    const [logs, traces, metrics, disk] = await Promise.all([
      serviceDays(operation, own, logsByServiceQuery(database, fromDay)),
      serviceDays(operation, own, spansByServiceQuery(database, fromDay)),
      isMetricsCounted ? serviceDays(operation, own, pointsByServiceQuery(database, fromDay)) : undefined,
      diskUsage(reader, tenant, stored),
    ]);
    const signals = signalsOf(stored, days);
    return {
      days,
      signals,
      sent: sentOf(reader.ingestDays, tenant.teamId, days),
      ...servicesOf({ logs, traces, metrics }, signals, days),
      isMetricsCounted,
      growth: growthOf(stored, now()),
      disk,
    };
  });
}

async function serviceDays(
  operation: Operation,
  clickhouse: ClickHouse,
  statement: Fragment,
): Promise<ServiceDay[]> {
  const { rows } = await operation.query<ServiceDayRow>(clickhouse, statement);
  return rows.map(({ day, service, records }) => ({ day, service, records: Number(records) }));
}

/** The disk is one for all teams, so all of them fill it. */
async function diskUsage(
  { db, clickhouse, cluster, retentionOf, now }: UsageReader,
  tenant: Tenant,
  own: readonly TableDay[],
): Promise<Usage['disk']> {
  const disk = await readDisk(clickhouse, cluster);
  if (disk === undefined) return null;
  const all = db.select({ id: teams.id, database: teams.database }).from(teams).all();
  const holdings = await Promise.all(
    all.map(async ({ id, database }) => {
      const stored = database === tenant.database ? own : await readDays(clickhouse, database, cluster);
      const kept = retentionOf(id);
      return [...bytesBySignal(stored)].map(([signal, bytes]) => ({ keptDays: kept[signal], bytes }));
    }),
  );
  const today = Math.floor(now() / DAY_MS);
  const flat = holdings.flat();
  return {
    ...disk,
    addedPerDay: Math.round(flat.reduce((sum, holding) => sum + addedPerDay(holding, today), 0)),
    fullInDays: daysUntilFull(flat, disk.freeBytes, today),
  };
}

/** What the receiver counted. */
function sentOf(
  { counts }: UsageReader['ingestDays'],
  teamId: string,
  days: readonly string[],
): Usage['sent'] {
  const first = Date.parse(`${days[0]}T00:00:00Z`) / DAY_MS;
  const zeros = () => ({
    bytes: days.map(() => 0),
    records: days.map(() => 0),
    refused: days.map(() => 0),
  });
  const sent = { logs: zeros(), traces: zeros(), metrics: zeros() };
  for (const { day, signal, bytes, records, refused } of counts(teamId, first, first + days.length - 1)) {
    const at = day - first;
    sent[signal].bytes[at] = bytes;
    sent[signal].records[at] = records;
    sent[signal].refused[at] = refused;
  }
  return sent;
}

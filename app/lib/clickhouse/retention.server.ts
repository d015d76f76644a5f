// Makes the retention true: sets it as the TTL of every telemetry table and drops the days that are past it.
import type { Logger } from 'pino';
import { ident, int, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import { expireDays, localTable, onCluster } from './migrations-render.ts';

export interface RetentionOptions {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  readonly cluster: string | undefined;
  /** Whole days that every row is kept; its day is dropped once all of it is older. */
  readonly retentionDays: number;
  /** The present, milliseconds since the epoch. */
  readonly nowMs: number;
  readonly log: Logger;
}

/** What a run changed: tables with a new TTL, and partitions (days) that were dropped. */
export interface RetentionChanges {
  readonly altered: readonly string[];
  readonly dropped: readonly { readonly table: string; readonly partition: string }[];
}

/** The tables whose rows expire. Tables of other names in the database are the user's own and are left alone. */
export const EXPIRING_TABLES = [
  'otel_logs',
  'otel_traces',
  'otel_trace_summaries',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exponential_histogram',
  'otel_metrics_summary',
  'otel_sessions',
  'otel_logs_volume_1m',
  'otel_traces_red_1m',
  'otel_traces_red_15m',
  'otel_service_versions_15m',
  'otel_traces_red_sums',
  'otel_service_edges_5m',
  'otel_service_edges_1h',
  'otel_service_edges_state',
  'otel_spans_5m',
  'otel_errors_15m',
  'otel_attributes_15m',
] as const;

/**
 * Applies the retention to a database; to be called after migrating and then hourly. Cheap when there is nothing to do, and
 * rewrites no rows otherwise. Throws what ClickHouse says; what was done by then stays done, so the next call continues.
 *
 * ClickHouse's own TTL drops parts too, but by the deadline that was written into each part when it was made. So a shorter
 * retention needs the partitions dropped here, and a longer one needs the deadlines computed again, or old parts would
 * still go at the old time. The tables have materialize_ttl_recalculate_only = 1: that reads one column.
 */
export async function applyRetention(options: RetentionOptions): Promise<RetentionChanges> {
  const altered = await alterTtls(options);
  const dropped = await dropOldPartitions(options);
  return { altered, dropped };
}

async function alterTtls(options: RetentionOptions): Promise<string[]> {
  const { clickhouse, database, cluster, log } = options;
  const days = expireDays(options.retentionDays);
  const { rows } = await clickhouse.query<{ name: string; engine: string }>(
    sql`SELECT name, engine_full AS engine FROM system.tables
      WHERE database = ${str(database)} AND name IN ${localTables(cluster)} ORDER BY name`,
  );
  const altered: string[] = [];
  for (const { name, engine } of rows) {
    const [, day, current] = / TTL (.+?) \+ toIntervalDay\((\d+)\)/.exec(engine) ?? [];
    if (day === undefined || Number(current) === days) continue;
    await clickhouse.command(
      sql`ALTER TABLE ${ident(database, name)} ${raw(onCluster(cluster))}
        MODIFY TTL ${raw(day)} + toIntervalDay(${raw(String(days))})`,
      { settings: { materialize_ttl_after_modify: days > Number(current) ? 1 : 0 } },
    );
    log.info({ database, table: name, retentionDays: options.retentionDays }, 'retention changed');
    altered.push(name);
  }
  return altered;
}

async function dropOldPartitions(options: RetentionOptions): Promise<{ table: string; partition: string }[]> {
  const { clickhouse, database, cluster, nowMs, log } = options;
  const parts =
    cluster === undefined ? sql`system.parts` : sql`clusterAllReplicas(${str(cluster)}, system.parts)`;
  const { rows } = await clickhouse.query<{ table: string; partition: string }>(
    sql`SELECT DISTINCT table, partition FROM ${parts}
      WHERE database = ${str(database)} AND active AND table IN ${localTables(cluster)}
        AND toDateOrNull(partition) + toIntervalDay(${int(expireDays(options.retentionDays))})
          <= toDate(fromUnixTimestamp64Milli(${int(nowMs)}))
      ORDER BY table, partition`,
  );
  for (const { table, partition } of rows) {
    await clickhouse.command(
      sql`ALTER TABLE ${ident(database, table)} ${raw(onCluster(cluster))} DROP PARTITION ${str(partition)}`,
      // The server's guard against dropping much by mistake would keep exactly the biggest days for ever.
      { settings: { max_partition_size_to_drop: 0 } },
    );
    log.info({ database, table, partition }, 'partition dropped, older than the retention');
  }
  return rows;
}

function localTables(cluster: string | undefined) {
  return param(
    'Array(String)',
    EXPIRING_TABLES.map((table) => localTable(table, cluster)),
  );
}

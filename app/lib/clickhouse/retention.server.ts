// Makes the retention true: sets it as the TTL of every telemetry table and drops the days that are past it.
import type { Logger } from 'pino';
import type { RetainedSignal, RetentionDays } from '#app/lib/auth/team-settings.ts';
import { type Fragment, ident, int, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import { ATTRIBUTES_TABLE, daysOfTable, EXPIRING_TABLES } from './expiring-tables.ts';
import { expireDays, localTable, onCluster } from './migrations-render.ts';
import { systemTable } from './system-table.ts';

export interface RetentionOptions {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  readonly cluster: string | undefined;
  /** Whole days that every row of a signal is kept; its day is dropped once all of it is older. */
  readonly days: RetentionDays;
  /** The present, milliseconds since the epoch. */
  readonly nowMs: number;
  readonly log: Logger;
}

/** A day of a table. */
interface TableDay {
  readonly table: string;
  readonly partition: string;
}

/** What a run changed: tables with a new TTL, partitions (days) that were dropped, and days out of which rows were deleted. */
export interface RetentionChanges {
  readonly altered: readonly string[];
  readonly dropped: readonly TableDay[];
  readonly thinned: readonly (TableDay & { readonly signal: RetainedSignal })[];
}

/** Days of a table that one statement drops: a retention that becomes much shorter must not hold up a start for minutes. */
const DROPPED_AT_ONCE = 100;

/** Tables that expire after the same time. */
interface Group {
  /** Whole days that rows are kept. */
  readonly days: number;
  /** Names of the tables that hold the rows. */
  readonly tables: readonly string[];
}

/**
 * Applies the retention to a database; to be called after migrating and then hourly. Cheap when there is nothing to do, and
 * rewrites next to no rows otherwise. Throws what ClickHouse says; what was done by then stays done, so the next call continues.
 *
 * ClickHouse's own TTL drops parts too, but by the deadline that was written into each part when it was made. So a shorter
 * retention needs the partitions dropped here, and a longer one needs the deadlines computed again, or old parts would
 * still go at the old time. The tables have materialize_ttl_recalculate_only = 1: that reads one column.
 */
export async function applyRetention(options: RetentionOptions): Promise<RetentionChanges> {
  const groups = groupsOf(options);
  const altered = await alterTtls(options, groups);
  const dropped = await dropOldPartitions(options, groups);
  const thinned = await thinAttributes(options);
  return { altered, dropped, thinned };
}

function groupsOf({ days, cluster }: RetentionOptions): Group[] {
  const byDays = Map.groupBy(EXPIRING_TABLES, (table) => daysOfTable(table, days));
  return [...byDays].map(([kept, tables]) => ({
    days: kept,
    tables: tables.map(({ name }) => localTable(name, cluster)),
  }));
}

async function alterTtls(options: RetentionOptions, groups: readonly Group[]): Promise<string[]> {
  const { clickhouse, database, cluster, log } = options;
  const { rows } = await clickhouse.query<{ name: string; engine: string }>(
    sql`SELECT name, engine_full AS engine FROM system.tables
      WHERE database = ${str(database)} AND name IN ${names(groups.flatMap(({ tables }) => tables))} ORDER BY name`,
  );
  const altered: string[] = [];
  for (const { name, engine } of rows) {
    const kept = groups.find(({ tables }) => tables.includes(name))?.days;
    const [, day, current] = / TTL (.+?) \+ toIntervalDay\((\d+)\)/.exec(engine) ?? [];
    if (kept === undefined || day === undefined || Number(current) === expireDays(kept)) continue;
    await clickhouse.command(
      sql`ALTER TABLE ${ident(database, name)} ${raw(onCluster(cluster))}
        MODIFY TTL ${raw(day)} + toIntervalDay(${raw(String(expireDays(kept)))})`,
      // The deadlines are computed again in the background: nobody waits for every part of every table.
      {
        settings: { materialize_ttl_after_modify: expireDays(kept) > Number(current) ? 1 : 0, alter_sync: 0 },
      },
    );
    log.info({ database, table: name, retentionDays: kept }, 'retention changed');
    altered.push(name);
  }
  return altered;
}

async function dropOldPartitions(options: RetentionOptions, groups: readonly Group[]): Promise<TableDay[]> {
  const { clickhouse, database, cluster, log } = options;
  const dropped: TableDay[] = [];
  for (const { days, tables } of groups) {
    const { rows } = await clickhouse.query<TableDay>(
      sql`SELECT DISTINCT table, partition FROM ${systemTable('parts', cluster)}
        WHERE database = ${str(database)} AND active AND table IN ${names(tables)}
          AND ${isPast(sql`toDateOrNull(partition)`, days, options.nowMs)}
        ORDER BY table, partition`,
    );
    for (const [table, gone] of Map.groupBy(rows, (row) => row.table))
      for (let at = 0; at < gone.length; at += DROPPED_AT_ONCE) {
        const some = gone.slice(at, at + DROPPED_AT_ONCE);
        const drops = some.map(({ partition }) => sql`DROP PARTITION ${str(partition)}`);
        await clickhouse.command(
          sql`ALTER TABLE ${ident(database, table)} ${raw(onCluster(cluster))} ${join(drops, ', ')}`,
          // The server's guard against dropping much by mistake would keep exactly the biggest days for ever.
          { settings: { max_partition_size_to_drop: 0 } },
        );
        const partitions = some.map(({ partition }) => partition);
        log.info({ database, table, partitions }, 'partitions dropped, older than the retention');
        dropped.push(...some);
      }
  }
  return dropped;
}

/**
 * The values of attributes of several signals share their days, which stay for the longest of them: rows of the others are
 * deleted out of a day once it is past their time. The engine does that in the background, and rewrites that day's part of a
 * small table, once.
 */
async function thinAttributes(options: RetentionOptions): Promise<RetentionChanges['thinned']> {
  const { clickhouse, database, cluster, days, nowMs, log } = options;
  const signals = EXPIRING_TABLES.find(({ name }) => name === ATTRIBUTES_TABLE)?.signals ?? [];
  const longest = daysOfTable({ signals }, days);
  const table = localTable(ATTRIBUTES_TABLE, cluster);
  const thinned: (TableDay & { signal: RetainedSignal })[] = [];
  for (const signal of signals.filter((one) => days[one] < longest)) {
    const { rows } = await clickhouse.query<{ partition: string }>(
      sql`SELECT DISTINCT toString(toDate(Bucket)) AS partition FROM ${ident(database, ATTRIBUTES_TABLE)}
        WHERE Signal = ${str(signal)} AND ${isPast(sql`toDate(Bucket)`, days[signal], nowMs)}
          AND (SELECT count() FROM ${systemTable('mutations', cluster)}
            WHERE database = ${str(database)} AND table = ${str(table)} AND NOT is_done AND command LIKE ${str(`%'${signal}'%`)}) = 0
        ORDER BY partition`,
    );
    for (let at = 0; at < rows.length; at += DROPPED_AT_ONCE) {
      const partitions = rows.slice(at, at + DROPPED_AT_ONCE).map(({ partition }) => partition);
      const deletes = partitions.map(
        (partition) => sql`DELETE IN PARTITION ${str(partition)} WHERE Signal = ${str(signal)}`,
      );
      await clickhouse.command(
        sql`ALTER TABLE ${ident(database, table)} ${raw(onCluster(cluster))} ${join(deletes, ', ')}`,
        { settings: { mutations_sync: 0 } },
      );
      log.info({ database, table, partitions, signal }, 'rows are being deleted, older than the retention');
      thinned.push(...partitions.map((partition) => ({ table, partition, signal })));
    }
  }
  return thinned;
}

/** Whether all of a day is older than `days` whole days. */
function isPast(day: Fragment, days: number, nowMs: number): Fragment {
  return sql`${day} + toIntervalDay(${int(expireDays(days))}) <= toDate(fromUnixTimestamp64Milli(${int(nowMs)}))`;
}

function names(tables: readonly string[]) {
  return param('Array(String)', tables);
}

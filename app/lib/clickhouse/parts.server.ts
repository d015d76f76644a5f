// What the engine's own tables say of the stored parts: by table and day, and of the tables and the disk.
import { type Fragment, sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import { localTable } from './migrations-render.ts';
import { systemTable } from './system-table.ts';

/** What a table has of one day. */
export interface TableDay {
  readonly table: string;
  /** In UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly rows: number;
  /** On disk. */
  readonly bytes: number;
  readonly uncompressedBytes: number;
  readonly parts: number;
  /** Milliseconds since the epoch, of the first and the last row; undefined where only the day is known. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

type Text<Row> = { readonly [Key in keyof Row]: string };

/**
 * What is stored by table and day; `otel_logs`, also on a cluster. There it is what one replica of each shard has: every row
 * once. Reads no data, only the list of parts.
 */
export async function readDays(
  clickhouse: ClickHouse,
  database: string,
  cluster: string | undefined,
): Promise<TableDay[]> {
  const { rows } = await clickhouse.query<Text<TableDay>>(
    sql`SELECT table, partition AS day, sum(rows) AS rows, sum(bytes_on_disk) AS bytes,
        sum(data_uncompressed_bytes) AS uncompressedBytes, count() AS parts,
        toUnixTimestamp(min(min_time)) AS fromMs, toUnixTimestamp(max(max_time)) AS toMs
      FROM ${partsOnce(cluster)}
      WHERE database = ${str(database)} AND active
      GROUP BY table, day HAVING rows > 0 ORDER BY table, day`,
  );
  return rows.map((row) => ({
    table: nameOf(row.table, cluster),
    day: row.day,
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    uncompressedBytes: Number(row.uncompressedBytes),
    parts: Number(row.parts),
    fromMs: Number(row.fromMs) === 0 ? undefined : Number(row.fromMs) * 1_000,
    toMs: Number(row.toMs) === 0 ? undefined : Number(row.toMs) * 1_000,
  }));
}

/** The TTL in whole days of every table that has rows of its own, as the engine has it; null for none, or one of another form. */
export async function readTtls(
  clickhouse: ClickHouse,
  database: string,
  cluster: string | undefined,
): Promise<ReadonlyMap<string, number | null>> {
  const { rows } = await clickhouse.query<{ name: string; definition: string }>(
    sql`SELECT name, engine_full AS definition FROM system.tables
      WHERE database = ${str(database)} AND engine LIKE '%MergeTree'`,
  );
  return new Map(
    rows.map(({ name, definition }) => {
      const days = / TTL .+? \+ toIntervalDay\((\d+)\)/.exec(definition)?.[1];
      return [nameOf(name, cluster), days === undefined ? null : Number(days)] as const;
    }),
  );
}

export interface Disk {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The room of the engine's disks; of a cluster that of the replica with the least. Undefined where it says nothing. */
export async function readDisk(
  clickhouse: ClickHouse,
  cluster: string | undefined,
): Promise<Disk | undefined> {
  // Object storage says it has no end.
  const { rows } = await clickhouse.query<Text<Disk>>(
    sql`SELECT sum(free_space) AS freeBytes, sum(total_space) AS totalBytes FROM ${systemTable('disks', cluster)}
      WHERE total_space < 9223372036854775807 GROUP BY hostName() ORDER BY freeBytes LIMIT 1`,
  );
  const [disk] = rows;
  if (disk === undefined || Number(disk.totalBytes) === 0) return undefined;
  return { freeBytes: Number(disk.freeBytes), totalBytes: Number(disk.totalBytes) };
}

/** The parts of this server, or of one replica of each shard. */
function partsOnce(cluster: string | undefined): Fragment {
  return cluster === undefined ? sql`system.parts` : sql`cluster(${str(cluster)}, system.parts)`;
}

/** The name by which people know a table. */
function nameOf(table: string, cluster: string | undefined): string {
  const suffix = localTable('', cluster);
  return suffix !== '' && table.endsWith(suffix) ? table.slice(0, -suffix.length) : table;
}

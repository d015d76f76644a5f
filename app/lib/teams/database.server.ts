// The databases of teams as ClickHouse has them: whether one is there, how much is in it, and its end.
import { z } from 'zod';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { onCluster } from '#app/lib/clickhouse/migrations-render.ts';
import { systemTable } from '#app/lib/clickhouse/system-table.ts';
import { ident, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** What is stored in a database. */
export interface DatabaseSize {
  /** On disk, of all replicas that were asked. */
  readonly bytes: number;
  /** What was sent: without the sums that are kept of it. */
  readonly rows: number;
}

const sizeRow = z.object({ database: z.string(), bytes: z.coerce.number(), rows: z.coerce.number() });

/** Whether there is one by this name, in small or capital letters. */
export async function databaseExists(clickhouse: ClickHouse, database: string): Promise<boolean> {
  const { rows } = await clickhouse.query(
    sql`SELECT 1 FROM system.databases WHERE lower(name) = lower(${str(database)})`,
  );
  return rows.length > 0;
}

/** Drops a database with all that is in it, however much; nothing when it is not there. */
export async function dropDatabase(
  clickhouse: ClickHouse,
  database: string,
  cluster: string | undefined,
): Promise<void> {
  await clickhouse.command(sql`DROP DATABASE IF EXISTS ${ident(database)} ${raw(onCluster(cluster))} SYNC`, {
    // The server's guard against dropping much by mistake: whoever deleted the team has typed its name, days ago.
    settings: { max_table_size_to_drop: 0, max_partition_size_to_drop: 0 },
  });
}

/** The sizes of databases; those with nothing in them are not in the answer. */
export async function databaseSizes(
  clickhouse: ClickHouse,
  databases: readonly string[],
  cluster: string | undefined,
): Promise<ReadonlyMap<string, DatabaseSize>> {
  const { rows } = await clickhouse.query(
    sql`SELECT database, sum(bytes_on_disk) AS bytes,
        sumIf(rows, match(table, '^otel_(logs|traces|sessions|metrics_[a-z_]+?)(_local)?$')) AS rows
      FROM ${systemTable('parts', cluster)}
      WHERE active AND database IN ${param('Array(String)', [...databases])} GROUP BY database`,
  );
  return new Map(
    rows.map((row) => {
      const { database, ...size } = sizeRow.parse(row);
      return [database, size];
    }),
  );
}

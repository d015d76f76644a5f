// What the engine does by itself in a team's database: merges of parts, and changes of rows that were ordered.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { systemTable } from '#app/lib/clickhouse/system-table.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import type { BackgroundWork } from './schema.ts';

interface Background {
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
}

interface MergeRow {
  readonly table: string;
  readonly partition: string;
  readonly elapsed: number;
  readonly progress: number;
  readonly rows: string;
  readonly bytes: string;
}

interface MutationRow {
  readonly table: string;
  readonly command: string;
  readonly elapsed: string;
  readonly left: string;
  readonly problem: string;
}

const PATIENCE_SECONDS = 3;

/** Those that run just now, the longest first, at most a hundred of each kind. Of a cluster: of all replicas. */
export async function readBackground(
  { clickhouse, cluster }: Background,
  { database }: Tenant,
): Promise<BackgroundWork[]> {
  const options = { settings: { max_execution_time: PATIENCE_SECONDS } };
  const [merges, mutations] = await Promise.all([
    clickhouse.query<MergeRow>(
      sql`SELECT table, partition, elapsed, progress, rows_read AS rows, total_size_bytes_compressed AS bytes
        FROM ${systemTable('merges', cluster)}
        WHERE database = ${str(database)} AND NOT is_mutation ORDER BY elapsed DESC LIMIT 100`,
      options,
    ),
    clickhouse.query<MutationRow>(
      sql`SELECT table, command, dateDiff('second', create_time, now()) AS elapsed, parts_to_do AS left,
          latest_fail_reason AS problem
        FROM ${systemTable('mutations', cluster)}
        WHERE database = ${str(database)} AND NOT is_done ORDER BY create_time LIMIT 100`,
      options,
    ),
  ]);
  return [
    ...merges.rows.map(
      (row): BackgroundWork => ({
        kind: 'merge',
        table: row.table,
        what: row.partition,
        elapsedSeconds: Number(row.elapsed),
        progress: Number(row.progress),
        rows: Number(row.rows),
        bytes: Number(row.bytes),
        problem: '',
      }),
    ),
    ...mutations.rows.map(
      (row): BackgroundWork => ({
        kind: 'mutation',
        table: row.table,
        what: row.command,
        elapsedSeconds: Number(row.elapsed),
        progress: null,
        rows: 0,
        bytes: 0,
        problem: row.problem.split('\n', 1)[0] ?? '',
      }),
    ),
  ];
}

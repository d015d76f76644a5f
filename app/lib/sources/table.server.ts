// What ClickHouse says about a table: its columns, its skipping indexes, and the key that it is ordered by.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import type { SourceColumn, SourceIndex } from '#app/lib/telemetry/source.ts';

export interface TableColumn extends SourceColumn {
  /** Computed when it is read, from the other columns. */
  readonly isAlias: boolean;
}

export interface TableInfo {
  readonly database: string;
  readonly table: string;
  readonly engine: string;
  /** As ClickHouse prints it: `toStartOfFiveMinutes(Timestamp), ServiceName`; empty when there is none. */
  readonly sortingKey: string;
  /** In the table's order, without those that cannot be read. */
  readonly columns: readonly TableColumn[];
  readonly indexes: readonly SourceIndex[];
}

/** What a server knows of its tables is asked for while somebody waits. */
export const ABOUT_TABLES = { max_execution_time: 10 } as const;

interface InfoRow {
  readonly engine: string;
  readonly engineFull: string;
  readonly sortingKey: string;
  readonly columns: readonly (readonly [string, string, string])[];
  readonly indexes: readonly (readonly [string, string, string, string])[];
}

/**
 * Describes a table, or answers undefined when there is none (or it may not be seen). A Distributed table has the key and the
 * indexes of the tables behind it. `database` and `table` are looked up as they are, so any text is safe.
 */
export async function readTable(
  clickhouse: ClickHouse,
  database: string,
  table: string,
): Promise<TableInfo | undefined> {
  const own = await readRow(clickhouse, database, table);
  if (own === undefined) return undefined;
  const behind = own.engine === 'Distributed' ? distributedOver(own.engineFull) : undefined;
  const local = behind && (await readRow(clickhouse, behind.database || database, behind.table));
  const { sortingKey, indexes } = local ?? own;
  return {
    database,
    table,
    engine: own.engine,
    sortingKey,
    columns: own.columns
      .filter(([, , kind]) => kind !== 'EPHEMERAL')
      .map(([name, type, kind]) => ({ name, type, isAlias: kind === 'ALIAS' })),
    indexes: indexes.map(([name, type, typeFull, expression]) => ({ name, type, typeFull, expression })),
  };
}

async function readRow(
  clickhouse: ClickHouse,
  database: string,
  table: string,
): Promise<InfoRow | undefined> {
  const here = sql`database = ${str(database)} AND table = ${str(table)}`;
  const { rows } = await clickhouse.query<InfoRow>(
    sql`SELECT
      engine, engine_full AS engineFull, sorting_key AS sortingKey,
      (SELECT arrayMap(c -> (c.2, c.3, c.4), arraySort(groupArray((position, name, type, default_kind))))
        FROM system.columns WHERE ${here}) AS columns,
      (SELECT groupArray((name, type, type_full, expr)) FROM system.data_skipping_indices WHERE ${here}) AS indexes
    FROM system.tables WHERE database = ${str(database)} AND name = ${str(table)}`,
    { settings: ABOUT_TABLES },
  );
  return rows[0];
}

/** The table behind `Distributed('cluster', 'database', 'table', …)`; an empty database is the one it is in. */
export function distributedOver(engineFull: string): { database: string; table: string } | undefined {
  const match = /^Distributed\((?:'[^']*'|\w+), '?([^',]*)'?, '?([^',)]+)'?/.exec(engineFull);
  return match?.[2] === undefined ? undefined : { database: match[1] ?? '', table: match[2] };
}

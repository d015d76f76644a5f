// The tables of a database that a source could be made of.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { param, sql, str } from '#app/lib/sql/sql.ts';
import type { TablesResponse } from './schema.ts';
import { ABOUT_TABLES } from './table.server.ts';

type TableSummary = TablesResponse['tables'][number];

/** A database with more tables than this is not chosen from a list. */
const MOST = 2_000;

/** By name. Rows are null where the engine does not count them, e.g. in a view. */
export async function listTables(clickhouse: ClickHouse, database: string): Promise<TableSummary[]> {
  const { rows } = await clickhouse.query<{ name: string; engine: string; rows: string | null }>(
    sql`SELECT name, engine, total_rows AS rows FROM system.tables
      WHERE database = ${str(database)} AND NOT startsWith(name, '.inner') AND NOT is_temporary
      ORDER BY name LIMIT ${param('UInt32', MOST)}`,
    { settings: ABOUT_TABLES },
  );
  return rows.map(({ name, engine, rows }) => ({
    name,
    engine,
    rows: rows === null ? null : Number(rows),
  }));
}

/** The databases of a server, those of the server itself last. */
export async function listDatabases(clickhouse: ClickHouse): Promise<string[]> {
  const { rows } = await clickhouse.query<{ name: string }>(
    sql`SELECT name FROM system.databases
      ORDER BY lower(name) IN ('system', 'information_schema'), name LIMIT ${param('UInt32', MOST)}`,
    { settings: ABOUT_TABLES },
  );
  return rows.map(({ name }) => name);
}

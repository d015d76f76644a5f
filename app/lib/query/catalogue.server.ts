// The names that SQL can use: the tables and columns of the team's database, and the functions that the guard lets pass.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { allowedFunctions } from '#app/lib/clickhouse/guard-functions.server.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { placeOf, type SqlRunner } from './run-sql.server.ts';
import type { SqlCatalogue } from './schema.ts';

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** What the editor completes. Throws the AppErrors of ClickHouse. */
export async function sqlCatalogueOf(
  runner: SqlRunner,
  tenant: Tenant,
  source: string | undefined,
): Promise<SqlCatalogue> {
  const { clickhouse, database, tables: allowed } = await placeOf(runner, tenant, source);
  const [columns, functions] = await Promise.all([
    clickhouse.query<ColumnRow>(
      sql`SELECT table, name, type FROM system.columns WHERE database = ${str(database)} AND NOT startsWith(table, '.') AND table NOT IN (SELECT name FROM system.tables WHERE database = ${str(database)} AND engine = 'MaterializedView') ORDER BY table, position LIMIT 20000`,
      { settings: { readonly: 2, max_execution_time: 10 } },
    ),
    allowedFunctions(clickhouse),
  ]);
  const mayName = ({ table }: ColumnRow) => allowed === undefined || allowed.includes(table);
  const tables = Map.groupBy(columns.rows.filter(mayName), ({ table }) => table);
  return {
    database,
    tables: [...tables].map(([name, rows]) => ({
      name,
      columns: rows.map((row) => ({ name: row.name, type: row.type })),
    })),
    functions: [...functions],
  };
}

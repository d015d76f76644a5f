// Runs people's SQL and notes in the audit log who ran what, also what was refused.
import { noted } from '#app/lib/audit/noted.server.ts';
import type { AuditSink } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { runSql, type SqlRunner } from './run-sql.server.ts';
import type { SqlRequest, SqlResponse } from './schema.ts';

/** As `runSql`. */
export function runSqlNoted(
  runner: SqlRunner & { readonly db: AuditSink },
  tenant: Tenant,
  request: SqlRequest,
  signal?: AbortSignal,
): Promise<SqlResponse> {
  const { sql, source, params } = request;
  return noted(
    runner.db,
    tenant,
    {
      action: 'sql.run',
      target:
        source === undefined
          ? { kind: 'database', id: tenant.database, name: tenant.database }
          : { kind: 'source', id: source, name: source },
      asked: { sql, ...(Object.keys(params).length > 0 && { params }) },
      answered: ({ rowCount, statistics }) => ({ rows: rowCount, rowsRead: statistics.rowsRead }),
    },
    () => runSql(runner, tenant, request, signal),
  );
}

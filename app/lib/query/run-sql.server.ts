// Runs people's SQL: guarded, read only, within their limits, and never more of the result than was agreed on.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { type BoundedRows, readBoundedRows } from '#app/lib/clickhouse/client-rows.server.ts';
import { guardSelect } from '#app/lib/clickhouse/guard.server.ts';
import { withLimits } from '#app/lib/clickhouse/limits.ts';
import type { SourceOpener } from '#app/lib/clickhouse/open-source.ts';
import type { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import type { SqlRequest, SqlResponse } from './schema.ts';

/** The sources, and which tables of their servers SQL may name: see `Sources.tablesOf`. */
type SqlSources = SourceOpener & {
  tablesOf(tenant: Tenant, source: string | undefined): readonly string[] | undefined;
};

/** What running SQL needs. */
export interface SqlRunner {
  /** What reads a team's database on Maple's own ClickHouse. */
  readonly readerOf: (database: string) => ClickHouse;
  readonly sources: SqlSources;
  readonly running: RunningQueries;
}

/**
 * Runs one SELECT. Throws AppErrors: `bad_request` with the position in the SQL for what its author got wrong,
 * `not_found` for the source, `limit_exceeded`, `timeout` and `cancelled`.
 */
export async function runSql(
  runner: SqlRunner,
  tenant: Tenant,
  request: SqlRequest,
  signal?: AbortSignal,
): Promise<SqlResponse> {
  return await runner.running.run(tenant, request.operationId, 'query', signal, async (operation) => {
    const { clickhouse, database, tables } = await placeOf(runner, tenant, request.source);
    const guarded = await guardSelect(clickhouse, request.sql, {
      databases: [database],
      tables,
      params: request.params,
      signal: operation.signal,
    });
    const { limits } = operation;
    const bounds = {
      maxRows: request.limit,
      maxBytes: limits.maxResultBytes > 0 ? limits.maxResultBytes : Number.MAX_SAFE_INTEGER,
    };
    const queryId = await operation.queryId(clickhouse, guarded.statement);
    try {
      const result = await readBoundedRows(clickhouse, guarded.statement, bounds, {
        database: guarded.database,
        settings: operation.settings(),
        signal: operation.signal,
        queryId,
      });
      operation.addStatistics(result.statistics, queryId);
      return toResponse(result, bounds);
    } catch (error) {
      throw withLimits(guarded.mistake(error), limits);
    }
  });
}

/** The server and the database that SQL runs on, and the only tables that it may name there; undefined: all of them. */
export async function placeOf(
  { readerOf, sources }: SqlRunner,
  tenant: Tenant,
  source: string | undefined,
): Promise<{ clickhouse: ClickHouse; database: string; tables: readonly string[] | undefined }> {
  const tables = sources.tablesOf(tenant, source);
  const { database } = tenant;
  if (source === undefined) return { clickhouse: readerOf(database), database, tables };
  const opened = await sources.open(tenant, source);
  return { clickhouse: opened.clickhouse, database: opened.source.database, tables };
}

function toResponse(
  { columns, rows, totals, cutBy, statistics }: BoundedRows,
  { maxRows, maxBytes }: { maxRows: number; maxBytes: number },
): SqlResponse {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows.map((row) => [...row]),
    ...(totals && { totals: [...totals] }),
    rowCount: rows.length,
    ...(cutBy && { truncated: { by: cutBy, ...cutOf(cutBy, maxRows, maxBytes) } }),
    statistics,
  };
}

function cutOf(by: 'rows' | 'bytes', maxRows: number, maxBytes: number): { message: string; hint: string } {
  if (by === 'rows') {
    return {
      message: `Only the first ${maxRows.toLocaleString('en')} rows are here; the result has more.`,
      hint: 'Aggregate in the SQL, add a LIMIT, or ask for more rows.',
    };
  }
  return {
    message: `Only the first ${Math.round(maxBytes / 1024 ** 2)} MiB of rows are here; the result has more.`,
    hint: 'Select fewer or shorter columns.',
  };
}

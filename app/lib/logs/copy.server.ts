// The SQL of a search, for people: what they would write by hand, ready for the SQL workspace.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { inlineSql } from '#app/lib/reading/copy-sql.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { and, ident, join, param, raw, sql } from '#app/lib/sql/sql.ts';
import { filterOf, withinRange } from '#app/lib/telemetry/logs.ts';
import { sourceTable } from '#app/lib/telemetry/source.ts';
import type { LogSearchRequest } from './schema.ts';

/** One SELECT with all values as literals, over the same rows in the same order. Throws what is wrong with the search. */
export function explainLogs(
  reader: SourceReader,
  tenant: Tenant,
  request: LogSearchRequest,
  signal?: AbortSignal,
): Promise<{ readonly sql: string }> {
  return reading(reader, tenant, 'logs.explain', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { condition } = await searchCondition(request, question);
    const time = source.timestamp.expression;
    const direction = raw(request.order === 'desc' ? 'DESC' : 'ASC');
    const columns = request.columns.map((name) => sql`${resolveField(name, source).text} AS ${ident(name)}`);
    const keys = source.timeBucket ? [source.timeBucket(), time] : [time];
    const conditions = [...withinRange(source, range), ...filterOf(source), condition];
    const lines = [
      sql`SELECT ${columns.length === 0 ? raw('*') : join([sql`${time} AS timestamp`, ...columns], ', ')}`,
      sql`FROM ${sourceTable(source)}`,
      sql`WHERE ${and(conditions)}`,
      sql`ORDER BY ${join(
        keys.map((key) => sql`${key} ${direction}`),
        ', ',
      )}`,
      sql`LIMIT ${param('UInt64', request.limit)}`,
    ];
    const statement = join(lines, '\n');
    return { sql: inlineSql(statement) };
  });
}

// The SQL of a search of traces, for people: what they would write by hand, ready for the SQL workspace.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { inlineSql } from '#app/lib/reading/copy-sql.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { and, type Fragment, int, join, param, raw, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, withinRange } from '#app/lib/telemetry/logs.ts';
import { sourceTable } from '#app/lib/telemetry/source.ts';
import { endNanos, spanFields, spansWhere } from '#app/lib/telemetry/traces.ts';
import { readBounds } from './bounds.ts';
import type { TraceExplainRequest } from './schema.ts';
import { rangeAround } from './summaries.server.ts';

/**
 * One SELECT with all values as literals. Of spans: all their columns. Of traces: what the list shows of them, counted from
 * their spans up to six hours before and after the range. Throws what is wrong with the search.
 */
export function explainTraces(
  reader: SourceReader,
  tenant: Tenant,
  request: TraceExplainRequest,
  signal?: AbortSignal,
): Promise<{ readonly sql: string }> {
  return reading(reader, tenant, 'traces.explain', request, signal, async (question) => {
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { condition } = await searchCondition(request, question);
    const lines = request.show === 'spans' ? spanLines : traceLines;
    return { sql: inlineSql(join(lines(question, request, range, condition), '\n')) };
  });
}

type Lines = (
  question: Pick<Reading, 'source'>,
  request: TraceExplainRequest,
  range: TimeRange,
  condition: Fragment,
) => Fragment[];

const spanLines: Lines = ({ source }, { sort, limit }, range, condition) => {
  const { durationNs } = spanFields(source);
  const time = source.timestamp.expression;
  const keys =
    sort === 'slowest' ? [durationNs] : [...(source.timeBucket ? [source.timeBucket()] : []), time];
  const order = keys.map((key) => sql`${key} DESC`);
  return [
    sql`SELECT *`,
    sql`FROM ${sourceTable(source)}`,
    sql`WHERE ${spansWhere(source, { range, condition })}`,
    sql`ORDER BY ${join(order, ', ')}`,
    sql`LIMIT ${param('UInt64', limit)}`,
  ];
};

const ORDERS = { newest: 'newest_match', slowest: 'duration_ns', spans: 'spans', errors: 'errors' } as const;

const traceLines: Lines = ({ source }, request, range, condition) => {
  const fields = spanFields(source);
  const { traceId, service, name, parentId, isError } = fields;
  const { minNs, maxNs } = readBounds(request);
  const time = epochNanos(source);
  const matches = spansWhere(source, { range, condition });
  const root = (what: Fragment) => sql`argMin(${what}, (${parentId} != '', ${time}))`;
  const bounds = [
    ...(minNs === undefined ? [] : [sql`duration_ns >= ${int(minNs)}`]),
    ...(maxNs === undefined ? [] : [sql`duration_ns <= ${int(maxNs)}`]),
  ];
  return [
    sql`SELECT`,
    sql`  ${traceId} AS trace_id,`,
    sql`  ${root(service)} AS root_service,`,
    sql`  ${root(name)} AS root_name,`,
    sql`  fromUnixTimestamp64Nano(min(${time})) AS start,`,
    sql`  max(${endNanos(source, fields)}) - min(${time}) AS duration_ns,`,
    sql`  count() AS spans,`,
    sql`  countIf(${isError}) AS errors`,
    ...(request.sort === 'newest' ? [sql`  , maxIf(${time}, ${matches}) AS newest_match`] : []),
    sql`FROM ${sourceTable(source)}`,
    sql`WHERE ${and([...withinRange(source, rangeAround(range)), ...filterOf(source)])}`,
    sql`  AND ${traceId} IN (SELECT ${traceId} FROM ${sourceTable(source)} WHERE ${and([matches, sql`${traceId} != ''`])})`,
    sql`GROUP BY trace_id`,
    ...(bounds.length === 0 ? [] : [sql`HAVING ${and(bounds)}`]),
    sql`ORDER BY ${raw(ORDERS[request.sort])} DESC`,
    sql`LIMIT ${param('UInt64', request.limit)}`,
  ];
};

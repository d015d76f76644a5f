// The values of fields with their counts, for the panel beside the rows and for completion.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import {
  type LogValueRow,
  type LogValueTotalsRow,
  logValuesQuery,
  logValueTotalsQuery,
} from '#app/lib/telemetry/logs-values.ts';
import { logCondition } from './condition.server.ts';
import { type LogReader, reading } from './reading.server.ts';
import type { LogFacetsRequest, LogFacetsResponse } from './schema.ts';

/** Counts are of so many rows at most, the newest. */
const MOST_ROWS = 200_000;

/** The most frequent values of each field among the rows that match. */
export function facetLogs(
  reader: LogReader,
  tenant: Tenant,
  request: LogFacetsRequest,
  signal?: AbortSignal,
): Promise<LogFacetsResponse> {
  return reading(reader, tenant, 'logs.facets', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { condition } = await logCondition(request, question);
    const fields = request.fields.map((name) => {
      const { text, number } = resolveField(name, source);
      return { text, number };
    });
    const rows = { range, condition, mostRows: MOST_ROWS };
    const [values, totals] = await Promise.all([
      question.query<LogValueRow>(logValuesQuery(source, rows, fields, request)),
      question.query<LogValueTotalsRow>(logValueTotalsQuery(source, rows, fields)),
    ]);
    const total = totals[0];
    const seen = Number(total?.rows ?? 0);
    return {
      fields: request.fields.map((name, index) => {
        const least = total?.least[index] ?? null;
        const most = total?.most[index] ?? null;
        const isNumeric = Number(total?.numeric[index] ?? 0) === Number(total?.present[index] ?? 0);
        return {
          name,
          values: values
            .filter(({ field }) => field === index)
            .map(({ value, count }) => ({ value, count: Number(count) })),
          distinct: Number(total?.distinct[index] ?? 0),
          sampled: seen >= MOST_ROWS ? seen : null,
          numeric: isNumeric && least !== null && most !== null ? { min: least, max: most } : null,
        };
      }),
      partial: null,
      statistics: question.statistics,
    };
  });
}

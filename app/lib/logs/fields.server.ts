// Which fields a source has, and which values they have: what completion and the field pickers offer.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { resolveField, sourceFields } from '#app/lib/search/fields.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { type LogValueRow, logValuesQuery } from '#app/lib/telemetry/logs-values.ts';
import { type LogReader, reading } from './reading.server.ts';
import type { LogFieldsRequest, LogFieldsResponse, LogValuesRequest, LogValuesResponse } from './schema.ts';

/** Values are looked for in so many rows at most, the newest. */
const MOST_ROWS = 100_000;

/** The source's own fields, its columns, and the attributes that its records have had. */
export function listLogFields(
  reader: LogReader,
  tenant: Tenant,
  request: LogFieldsRequest,
  signal?: AbortSignal,
): Promise<LogFieldsResponse> {
  return reading(reader, tenant, 'logs.fields', request, signal, async ({ source, nowMs, statistics }) => {
    parseTimeRange(request.from, request.to, nowMs);
    const fields = sourceFields(source).flatMap(({ name, aliases, kind, scope }) =>
      scope === 'attribute' ? [] : [{ name, aliases: [...aliases], kind, scope, count: null }],
    );
    return { fields, statistics };
  });
}

/** Values of one field that begin with or contain a text, the most frequent first. */
export function completeLogValues(
  reader: LogReader,
  tenant: Tenant,
  request: LogValuesRequest,
  signal?: AbortSignal,
): Promise<LogValuesResponse> {
  return reading(reader, tenant, 'logs.values', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { text } = resolveField(request.field, source);
    const rows = { range, condition: raw('1'), mostRows: MOST_ROWS };
    const values = await question.query<LogValueRow>(
      logValuesQuery(source, rows, [{ text, number: undefined }], {
        limit: request.limit,
        contains: request.prefix,
      }),
    );
    return {
      values: values.map(({ value, count }) => ({ value, count: Number(count) })),
      complete: false,
      statistics: question.statistics,
    };
  });
}

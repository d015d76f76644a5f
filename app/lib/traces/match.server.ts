// Which spans of a trace a search matches.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { reading } from '#app/lib/reading/reading.server.ts';
import { matchingSpansQuery } from '#app/lib/telemetry/traces-read.ts';
import { findTrace } from './find.server.ts';
import type { TraceReader } from './reader.ts';
import type { TraceMatchRequest, TraceMatchResponse } from './schema.ts';

/** Throws `not_found` for an unknown trace, and what is wrong with the search. */
export function matchTrace(
  reader: TraceReader,
  tenant: Tenant,
  request: TraceMatchRequest,
  signal?: AbortSignal,
): Promise<TraceMatchResponse> {
  return reading(reader, tenant, 'traces.match', request, signal, async (question) => {
    const [trace, { condition, unknownFields }] = await Promise.all([
      findTrace(question, request.traceId, reader.retentionDays(tenant)),
      searchCondition(request, question),
    ]);
    const rows = await question.query<{ readonly spanId: string }>(
      matchingSpansQuery(question.source, trace, condition),
    );
    return { spanIds: rows.map(({ spanId }) => spanId), unknownFields, statistics: question.statistics };
  });
}

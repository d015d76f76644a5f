// Pages of traces: any source of spans, no trace twice and none missing.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { hintForNothing } from '#app/lib/reading/hint.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { readBounds } from './bounds.ts';
import { decodeTraceCursor, encodeTraceCursor } from './cursor.ts';
import { measuredPage } from './measured.server.ts';
import { newestPage } from './newest.server.ts';
import { isNarrow, isRare, mayBeRare } from './rare.ts';
import type { TraceSearchRequest, TraceSearchResponse } from './schema.ts';
import { toTraceSummary } from './summaries.server.ts';

/**
 * One page of traces with a span that matches. Pages of one search never repeat a trace, and miss none that was stored before
 * the search began; one that gets newer spans meanwhile (or, sorted by size, more of them) moves up, as it would in a search
 * begun anew. A page that a limit ended says which, and the next one goes on from there. A limit before the first trace is
 * an error.
 */
export function searchTraces(
  reader: SourceReader,
  tenant: Tenant,
  request: TraceSearchRequest,
  signal?: AbortSignal,
): Promise<TraceSearchResponse> {
  return reading(reader, tenant, 'traces.search', request, signal, async (question) => {
    const { sort, limit } = request;
    const cursor = request.cursor === undefined ? undefined : decodeTraceCursor(request.cursor, sort);
    const range = cursor?.range ?? parseTimeRange(request.from, request.to, question.nowMs);
    const bounds = readBounds(request);
    const { condition, tree, unknownFields } = await searchCondition(request, question);
    const about = { range, condition, isAll: tree?.kind === 'all', bounds };
    const rarity = {
      isRare: isRare(tree),
      mayBeRare: mayBeRare(tree, question.source),
      isNarrow: isNarrow(tree, question.source),
    };
    const wanted = { ...about, ...rarity, limit, cursor };
    const page =
      sort === 'newest'
        ? await newestPage(question, wanted)
        : await measuredPage(question, { ...wanted, sort });
    const isEmpty = page.traces.length === 0 && cursor === undefined;
    return {
      traces: page.traces.map(({ row, matched }) => toTraceSummary(row, matched)),
      nextCursor: page.next && encodeTraceCursor({ sort, range, ...page.next }),
      partial: page.partial,
      unknownFields,
      hint: isEmpty ? hintForNothing(tree, unknownFields, question.source) : null,
      statistics: question.statistics,
    };
  });
}

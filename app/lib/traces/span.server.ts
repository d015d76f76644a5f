// One span with all that is stored of it, and the spans elsewhere that link to it.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { parseTime } from '#app/lib/core/time.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import { type Reading, reading } from '#app/lib/reading/reading.server.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import type { SpanListRow } from '#app/lib/telemetry/traces.ts';
import { backlinksQuery, type WholeSpanRow, wholeSpanQuery } from '#app/lib/telemetry/traces-read.ts';
import { clip, findTrace } from './find.server.ts';
import { idForms } from './ids.ts';
import { clamped } from './range.ts';
import type { TraceReader } from './reader.ts';
import { toSpanDetail, toSpanRow } from './rows.ts';
import type { SpanGetRequest, SpanGetResponse, SpanRow } from './schema.ts';

/** Links are looked for so long before and after the span. */
const DAY_NS = 86_400_000_000_000n;
const MOST_BACKLINKS = 50;
/** The span is not kept waiting longer for its links, seconds. */
const PATIENCE_SECONDS = 5;

/** Throws `not_found` for an unknown trace or span. */
export function traceSpan(
  reader: TraceReader,
  tenant: Tenant,
  request: SpanGetRequest,
  signal?: AbortSignal,
): Promise<SpanGetResponse> {
  return reading(reader, tenant, 'traces.span', request, signal, async (question) => {
    const atNs = request.timestamp === undefined ? undefined : parseTime(request.timestamp, question.nowMs);
    const trace = await findTrace(question, request.traceId, reader.retentionDays(tenant));
    const forms = idForms(request.spanId, 16);
    const [row] = await question.query<WholeSpanRow>(wholeSpanQuery(question.source, trace, forms, atNs));
    if (row === undefined)
      throw new AppError('not_found', `The trace has no span "${clip(request.spanId)}".`, {
        hint: `Looked for in trace ${clip(trace.traceId)}. The span may not have arrived yet.`,
      });
    const { backlinks, partial } = await linksTo(question, row);
    return { span: toSpanDetail(row), backlinks, backlinksPartial: partial, statistics: question.statistics };
  });
}

async function linksTo(
  question: Reading,
  row: WholeSpanRow,
): Promise<{ readonly backlinks: SpanRow[]; readonly partial: Partial | null }> {
  const at = BigInt(row.ts);
  const around = { fromNs: clamped(at - DAY_NS), toNs: clamped(at + DAY_NS) };
  const statement = backlinksQuery(question.source, row, around, MOST_BACKLINKS);
  if (statement === undefined) return { backlinks: [], partial: null };
  try {
    const rows = await question.query<SpanListRow>(statement, { max_execution_time: PATIENCE_SECONDS });
    return { backlinks: rows.map(toSpanRow), partial: null };
  } catch (error) {
    const partial = partialOf(error);
    if (partial === undefined) throw error;
    return { backlinks: [], partial };
  }
}

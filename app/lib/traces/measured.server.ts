// Traces in the order of their duration, spans or errors: the largest of all that have a matching span.
import type { Reading } from '#app/lib/reading/reading.server.ts';
import {
  countedTopQuery,
  storedTopOfAllQuery,
  storedTopQuery,
  type TraceMeasure,
  type TraceSummaryRow,
} from '#app/lib/telemetry/traces-summaries.ts';
import type { TracePage, TracePageRequest } from './page.ts';
import { rangeAround, soundSummaries } from './summaries.server.ts';

/** A page, or the first one. */
export async function measuredPage(
  question: Reading,
  request: TracePageRequest & { readonly sort: TraceMeasure },
): Promise<TracePage> {
  const { source } = question;
  const { range, condition, isAll, bounds, limit, cursor, sort } = request;
  const after =
    cursor?.hash === undefined || cursor.hash === null
      ? undefined
      : { measure: cursor.measure, hash: cursor.hash };
  const page = { sort, bounds, after, limit: limit + 1 };
  const rows = { range, condition };
  const table = await soundSummaries(question, range);
  const statement = table
    ? (isAll ? storedTopOfAllQuery : storedTopQuery)(source, table, rows, page)
    : countedTopQuery(source, rows, rangeAround(range), page);
  const found = await question.query<TraceSummaryRow>(statement);
  const shown = found.slice(0, limit);
  const end = found.length > limit ? shown.at(-1) : undefined;
  return {
    traces: shown.map((row) => ({ row, matched: null })),
    next: end ? { measure: measureOf(end, sort), hash: BigInt(end.hash), paceNs: undefined } : null,
    partial: null,
  };
}

function measureOf({ startNs, endNs, spans, errors }: TraceSummaryRow, sort: TraceMeasure): bigint {
  if (sort === 'slowest') return BigInt(endNs) - BigInt(startNs);
  return BigInt(sort === 'spans' ? spans : errors);
}

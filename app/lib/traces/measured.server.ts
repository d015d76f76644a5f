// Traces in the order of their duration, spans or errors: the largest of all that have a matching span.
import type { Reading } from '#app/lib/reading/reading.server.ts';
import {
  countedTopQuery,
  storedTopOfAllQuery,
  storedTopQuery,
  summariesTable,
  type TraceMeasure,
  type TraceSummaryRow,
} from '#app/lib/telemetry/traces-summaries.ts';
import type { TracePage, TracePageRequest } from './page.ts';
import { addUp, rangeAround } from './summaries.server.ts';

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
  const table = summariesTable(source);
  const stored = isAll ? storedTopOfAllQuery : storedTopQuery;
  // The summaries are asked and checked at once: as a rule they are sound.
  const [isSound, known] = await Promise.all([
    table ? addUp(question, table, range) : false,
    table ? question.query<TraceSummaryRow>(stored(source, table, rows, page)) : [],
  ]);
  const found = isSound
    ? known
    : await question.query<TraceSummaryRow>(countedTopQuery(source, rows, rangeAround(range), page));
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

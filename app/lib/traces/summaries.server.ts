// What lists show of whole traces: from the table of summaries where it knows them, else counted from their spans.
import type { TimeRange } from '#app/lib/core/time.ts';
import { formatNanos } from '#app/lib/core/time.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import {
  type AddUpRow,
  countedSummariesQuery,
  storedSummariesQuery,
  summariesAddUpQuery,
  summariesTable,
  type TraceSummaryRow,
} from '#app/lib/telemetry/traces-summaries.ts';
import { clamped } from './range.ts';
import type { TraceSummary } from './schema.ts';

/** Of a statement. */
export type Settings = Readonly<Record<string, number>>;

/** Where there is no index of trace ids, whole traces are looked for so much around the range, nanoseconds. */
const AROUND_NS = 6n * 3_600_000_000_000n;

/** A range that the traces of a range lie in as a whole. */
export function rangeAround({ fromNs, toNs }: TimeRange): TimeRange {
  const from = fromNs - AROUND_NS;
  const to = toNs + AROUND_NS;
  return { fromNs: clamped(from), toNs: clamped(to) };
}

/**
 * The summaries of traces that have spans in the range, by id. A trace whose spans are gone meanwhile is not in it. Settings
 * win over the limits.
 */
export async function summariesOf(
  question: Reading,
  traceIds: readonly string[],
  range: TimeRange,
  settings?: Settings,
): Promise<Map<string, TraceSummaryRow>> {
  const found = new Map<string, TraceSummaryRow>();
  if (traceIds.length === 0) return found;
  const { source } = question;
  const table = summariesTable(source);
  if (table) {
    const stored = await question.query<TraceSummaryRow>(storedSummariesQuery(table, traceIds), settings);
    for (const row of stored) if (isWhole(row)) found.set(row.traceId, row);
  }
  const missing = traceIds.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const around = isTraceIdIndexed(source) ? undefined : rangeAround(range);
  const counted = await question.query<TraceSummaryRow>(
    countedSummariesQuery(source, missing, around),
    settings,
  );
  for (const row of counted) found.set(row.traceId, row);
  return found;
}

/** Whether the summary was counted from all spans. */
export function isWhole({ isPartial, spans }: TraceSummaryRow): boolean {
  return Number(isPartial) === 0 && Number(spans) > 0;
}

/** Whether the spans of a trace are found without reading all of the table. */
export function isTraceIdIndexed({ traceId, indexes }: Source): boolean {
  const column = traceId?.column;
  return (
    column !== undefined && indexes.some(({ expression }) => expression.replace(/[`\s]/g, '') === column)
  );
}

/** The table of summaries, where it knows every span of the days of a range. */
export async function soundSummaries(question: Reading, range: TimeRange): Promise<Fragment | undefined> {
  const table = summariesTable(question.source);
  return table && (await addUp(question, table, range)) ? table : undefined;
}

/**
 * Whether the summaries know every span of the days of a range: a view's failure does not fail an insert, and spans may be
 * older than the table. What came within the last minute may be on its way there.
 */
export async function addUp(question: Reading, table: Fragment, range: TimeRange): Promise<boolean> {
  const { source } = question;
  const nowNs = BigInt(question.nowMs) * 1_000_000n;
  const [row] = await question.query<AddUpRow>(summariesAddUpQuery(source, table, range, nowNs));
  const missing = Number(row?.stored ?? 0) - Number(row?.known ?? 0);
  return Math.abs(missing) <= Number(row?.fresh ?? 0);
}

/** A summary as the API and the screen see it. */
export function toTraceSummary(row: TraceSummaryRow, matched: number | null): TraceSummary {
  return {
    traceId: row.traceId,
    rootService: row.rootService,
    rootName: row.rootName,
    hasRoot: Number(row.rootRank) === 0,
    startTime: formatNanos(BigInt(row.startNs)),
    durationNs: Number(BigInt(row.endNs) - BigInt(row.startNs)),
    spanCount: Number(row.spans),
    errorCount: Number(row.errors),
    services: Object.entries(row.services)
      .map(([name, spans]) => ({ name, spans: Number(spans) }))
      .sort((a, b) => b.spans - a.spans || (a.name < b.name ? -1 : 1)),
    matched,
  };
}

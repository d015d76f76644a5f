// One statement for a page of the newest traces in Maple's own tables: which match, what is known of them, how many of their
// spans match, and which were listed before. Each further statement would cost more than most of its parts.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, param, raw, sql } from '#app/lib/sql/sql.ts';
import { type Source, sourceTable } from './source.ts';
import {
  type NewestRows,
  newestTracesQuery,
  notBehindPlace,
  spanFields,
  spansWhere,
  type TracePlace,
} from './traces.ts';
import { storedSummariesWhere, type TraceSummaryRow } from './traces-summaries.ts';

/** What is wanted beside the traces themselves. */
export interface NewestPageParts {
  /** Which spans match: what the rows are taken from may be fewer. */
  readonly condition: Fragment;
  /** Spans that match are counted from so long before the last trace's newest one on, nanoseconds; undefined for not at all. */
  readonly counted:
    | { readonly range: TimeRange; readonly beforeNs: bigint; readonly mostNs: bigint }
    | undefined;
  /** The page begins behind this place: which of the traces have a matching span before it, up to the end of the range? */
  readonly listed: { readonly place: TracePlace; readonly range: TimeRange } | undefined;
}

/** The row of `newestPageQuery`; integers are text. */
export interface NewestPageRow {
  readonly times: readonly string[];
  readonly hashes: readonly string[];
  readonly traceIds: readonly string[];
  /** Of each trace the spans that match, where all of the rows were read for it; else empty. */
  readonly counts: readonly string[];
  /** In the order of `SUMMARY_PARTS`. */
  readonly known: readonly (readonly unknown[])[];
  readonly matched: readonly (readonly [traceId: string, count: string])[];
  readonly listed: readonly string[];
}

const SUMMARY_PARTS = [
  'traceId',
  'hash',
  'startNs',
  'endNs',
  'spans',
  'errors',
  'rootRank',
  'rootService',
  'rootName',
  'services',
  'isPartial',
] as const satisfies readonly (keyof TraceSummaryRow)[];

/** The newest traces behind a place with all that a list shows of them. What is found first is a constant to the rest of the statement. */
export function newestPageQuery(
  source: Source,
  table: Fragment,
  rows: NewestRows,
  { condition, counted, listed }: NewestPageParts,
  limit: number,
): Fragment {
  const found = sql`(SELECT (groupArray(ts), groupArray(hash), groupArray(traceId), groupArray(matched))
    FROM (${newestTracesQuery(source, rows, limit)}))`;
  const known = sql`(SELECT groupArray((${raw(SUMMARY_PARTS.join(', '))}))
    FROM (${storedSummariesWhere(table, raw('TraceId IN (foundTraces.3)'))}))`;
  const isFound = sql`${spanFields(source).traceId} IN (foundTraces.3)`;
  return sql`WITH ${found} AS foundTraces, ${known} AS knownTraces
  SELECT foundTraces.1 AS times, foundTraces.2 AS hashes, foundTraces.3 AS traceIds,
    ${rows.isCounted ? raw('foundTraces.4') : raw('[]')} AS counts, knownTraces AS known,
    ${counted && !rows.isCounted ? matchedOf(source, condition, counted, isFound) : raw('[]')} AS matched,
    ${listed ? listedOf(source, condition, listed, isFound) : raw('[]')} AS listed`;
}

/** A summary of `NewestPageRow.known`. */
export function summaryOfParts(parts: readonly unknown[]): TraceSummaryRow {
  return Object.fromEntries(
    SUMMARY_PARTS.map((name, index) => [name, parts[index]]),
  ) as unknown as TraceSummaryRow;
}

function matchedOf(
  source: Source,
  condition: Fragment,
  { range, beforeNs, mostNs }: NonNullable<NewestPageParts['counted']>,
  isFound: Fragment,
): Fragment {
  const time = source.timestamp.expression;
  const last = raw('arrayMax(foundTraces.1)');
  const first = sql`arrayMin(foundTraces.1) - ${param('Int64', beforeNs)}`;
  return sql`(SELECT groupArray((id, spans)) FROM (
      SELECT ${spanFields(source).traceId} AS id, count() AS spans FROM ${sourceTable(source)}
      WHERE ${and([
        sql`${last} - (${first}) < ${param('Int64', mostNs)}`,
        sql`${time} >= fromUnixTimestamp64Nano(${first})`,
        sql`${time} <= fromUnixTimestamp64Nano(${last})`,
        spansWhere(source, { range, condition }),
        isFound,
      ])}
      GROUP BY 1))`;
}

/** Only a trace that lasts beyond the place can have a span before it. */
function listedOf(
  source: Source,
  condition: Fragment,
  { place, range }: NonNullable<NewestPageParts['listed']>,
  isFound: Fragment,
): Fragment {
  const traceId = spanFields(source).traceId;
  const time = source.timestamp.expression;
  return sql`(SELECT groupUniqArray(${traceId}) FROM ${sourceTable(source)}
      WHERE ${and([
        sql`${time} <= fromUnixTimestamp64Nano(arrayMax(trace -> trace.4, knownTraces))`,
        spansWhere(source, { range: { ...range, fromNs: place.timestampNs }, condition }),
        notBehindPlace(source, place),
        isFound,
      ])})`;
}

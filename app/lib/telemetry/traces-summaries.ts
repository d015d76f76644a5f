// The queries for what lists show of whole traces: from the table of summaries, or counted from the spans themselves.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, ident, int, join, nanos, param, raw, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, withinRange } from './logs.ts';
import { type Source, sourceTable } from './source.ts';
import { endNanos, isOneOfTraces, type SpanRows, spanFields, spansWhere } from './traces.ts';

/** A row of the queries below: integers of 64 bits are text. */
export interface TraceSummaryRow {
  readonly traceId: string;
  readonly hash: string;
  readonly startNs: string;
  readonly endNs: string;
  readonly spans: string;
  readonly errors: string;
  /** 0 when `rootService` and `rootName` are of a span without a parent. */
  readonly rootRank: number;
  readonly rootService: string;
  readonly rootName: string;
  readonly services: Readonly<Record<string, string>>;
  /** Whether the table knows only its times: spans came before the table was there. */
  readonly isPartial: number;
}

/** The table of summaries, for Maple's own spans. */
export function summariesTable(source: Source): Fragment | undefined {
  return source.rollups?.signal === 'traces' && source.filter === undefined
    ? ident(source.database, 'otel_trace_summaries')
    : undefined;
}

const ROLLUP_COLUMNS = raw(`TraceId AS traceId, cityHash64(TraceId) AS hash,
    toUnixTimestamp64Nano(min(Start)) AS startNs, toUnixTimestamp64Nano(max(End)) AS endNs,
    sum(Spans) AS spans, sum(Errors) AS errors,
    tupleElement(min(Root), 1) AS rootRank, tupleElement(min(Root), 3) AS rootService, tupleElement(min(Root), 4) AS rootName,
    sumMap(Services) AS services, max(IsPartial) AS isPartial`);

/** The summaries of some traces. One that came before the table was there, or that its view missed, has no row or a partial one. */
export function storedSummariesQuery(table: Fragment, traceIds: readonly string[]): Fragment {
  return sql`SELECT ${ROLLUP_COLUMNS} FROM ${table}
  WHERE TraceId IN (${idList(traceIds)})
  GROUP BY TraceId`;
}

/** The same, counted from the spans. Without a range spans of any time count. */
export function countedSummariesQuery(
  source: Source,
  traceIds: readonly string[],
  range: TimeRange | undefined,
): Fragment {
  const where = [
    ...(range ? withinRange(source, range) : []),
    ...filterOf(source),
    isOneOfTraces(source, traceIds),
  ];
  return sql`SELECT ${countedColumns(source)} FROM ${sourceTable(source)}
  WHERE ${and(where)}
  GROUP BY 1`;
}

function countedColumns(source: Source): Fragment {
  const fields = spanFields(source);
  const root = sql`min((toUInt8(${fields.parentId} != ''), ${epochNanos(source)}, toString(${fields.service}), toString(${fields.name})))`;
  return sql`${fields.traceId} AS traceId, cityHash64(${fields.traceId}) AS hash,
    min(${epochNanos(source)}) AS startNs, max(${endNanos(source, fields)}) AS endNs,
    count() AS spans, countIf(${fields.isError}) AS errors,
    tupleElement(${root}, 1) AS rootRank, tupleElement(${root}, 3) AS rootService, tupleElement(${root}, 4) AS rootName,
    sumMap(map(toString(${fields.service}), toUInt64(1))) AS services, 0 AS isPartial`;
}

/** What traces can be sorted by, beside their newest matching span. */
export type TraceMeasure = 'slowest' | 'spans' | 'errors';

/** Which whole traces are asked for: bounds in nanoseconds, both included. */
export interface TraceBounds {
  readonly minNs: bigint | undefined;
  readonly maxNs: bigint | undefined;
}

/** A page of an order by a measure, from behind a place on. */
export interface MeasuredPage {
  readonly sort: TraceMeasure;
  readonly bounds: TraceBounds;
  readonly after: { readonly measure: bigint; readonly hash: bigint } | undefined;
  readonly limit: number;
}

const MEASURES = { slowest: 'endNs - startNs', spans: 'spans', errors: 'errors' } as const;

/** The traces with a matching span, the largest first, from the summaries. */
export function storedTopQuery(
  source: Source,
  table: Fragment,
  rows: SpanRows,
  page: MeasuredPage,
): Fragment {
  const inner = sql`SELECT ${ROLLUP_COLUMNS} FROM ${table}
    WHERE ${and([daysAround(rows.range), sql`TraceId GLOBAL IN (${matchingTraces(source, rows)})`])}
    GROUP BY TraceId`;
  return measured(inner, page, []);
}

/**
 * The same where every span matches: a trace that starts within the range has a span in it; of those that began before it
 * and last into it the spans are asked.
 */
export function storedTopOfAllQuery(
  source: Source,
  table: Fragment,
  rows: SpanRows,
  page: MeasuredPage,
): Fragment {
  const { fromNs, toNs } = rows.range;
  const days = daysAround(rows.range);
  const from = int(fromNs);
  const astride = sql`SELECT TraceId FROM ${table} WHERE ${days} GROUP BY TraceId
    HAVING min(Start) < ${nanos(fromNs)} AND max(End) >= ${nanos(fromNs)}`;
  const known = sql`SELECT DISTINCT TraceId FROM ${sourceTable(source)}
    WHERE ${and([spansWhere(source, rows), sql`TraceId GLOBAL IN (${astride})`])}`;
  const inner = sql`SELECT ${ROLLUP_COLUMNS} FROM ${table} WHERE ${days} GROUP BY TraceId`;
  return measured(inner, page, [
    sql`(startNs >= ${from} AND startNs < ${int(toNs)}) OR (startNs < ${from} AND endNs >= ${from} AND traceId GLOBAL IN (${known}))`,
  ]);
}

/** The same, counted from the spans of `around`, a range that whole traces lie in. */
export function countedTopQuery(
  source: Source,
  rows: SpanRows,
  around: TimeRange,
  page: MeasuredPage,
): Fragment {
  const { traceId } = spanFields(source);
  const where = [
    ...withinRange(source, around),
    ...filterOf(source),
    sql`${traceId} GLOBAL IN (${matchingTraces(source, rows)})`,
  ];
  const inner = sql`SELECT ${countedColumns(source)} FROM ${sourceTable(source)}
    WHERE ${and(where)}
    GROUP BY 1`;
  return measured(inner, page, []);
}

/** A condition on spans: their trace as a whole lasts as long as asked for. `around` as above; not needed with a table. */
export function withinBounds(
  source: Source,
  table: Fragment | undefined,
  { range, around }: { readonly range: TimeRange; readonly around: TimeRange },
  bounds: TraceBounds,
): Fragment {
  const { traceId, ...fields } = spanFields(source);
  if (table) {
    const length = raw('toUnixTimestamp64Nano(max(End)) - toUnixTimestamp64Nano(min(Start))');
    return sql`${traceId} GLOBAL IN (SELECT TraceId FROM ${table} WHERE ${daysAround(range)} GROUP BY TraceId
      HAVING (${and(boundsOn(length, bounds))}) OR max(IsPartial) = 1)`;
  }
  const length = sql`max(${endNanos(source, { traceId, ...fields })}) - min(${epochNanos(source)})`;
  return sql`${traceId} GLOBAL IN (SELECT ${traceId} FROM ${sourceTable(source)}
    WHERE ${and([...withinRange(source, around), ...filterOf(source)])}
    GROUP BY ${traceId} HAVING ${and(boundsOn(length, bounds))})`;
}

/** A row of `summariesAddUpQuery`. */
export interface AddUpRow {
  /** Spans that were stored in these days; those of the last minute among them; those that the summaries know. */
  readonly stored: string;
  readonly fresh: string;
  readonly known: string;
}

/** Whether the summaries of the days of a range know all of their spans. Reads one small column, and the spans' primary index. */
export function summariesAddUpQuery(
  source: Source,
  table: Fragment,
  range: TimeRange,
  nowNs: bigint,
): Fragment {
  const days = { fromNs: dayOf(range.fromNs) * DAY, toNs: (dayOf(range.toNs - 1n) + 1n) * DAY };
  const fresh = { fromNs: nowNs - 60_000_000_000n, toNs: days.toNs };
  const bucket = (ns: bigint) => source.timeBucket?.(ns) ?? nanos(ns);
  const time = source.timeBucket?.() ?? source.timestamp.expression;
  const freshCount =
    fresh.fromNs < fresh.toNs
      ? sql`(SELECT count() FROM ${sourceTable(source)} WHERE ${and(withinRange(source, fresh))})`
      : sql`0`;
  return sql`SELECT (SELECT count() FROM ${sourceTable(source)} WHERE ${time} >= ${bucket(days.fromNs)} AND ${time} < ${bucket(days.toNs)}) AS stored,
    ${freshCount} AS fresh,
    (SELECT sum(Spans) FROM ${table} WHERE Day >= ${dayParam(dayOf(days.fromNs))} AND Day < ${dayParam(dayOf(days.toNs))}) AS known`;
}

function matchingTraces(source: Source, rows: SpanRows): Fragment {
  const { traceId } = spanFields(source);
  return sql`SELECT ${traceId} FROM ${sourceTable(source)}
    WHERE ${and([spansWhere(source, rows), sql`${traceId} != ''`])}`;
}

function measured(inner: Fragment, page: MeasuredPage, conditions: readonly Fragment[]): Fragment {
  const measure = raw(MEASURES[page.sort]);
  const where = [...conditions, ...boundsOn(raw('endNs - startNs'), page.bounds)];
  if (page.after) {
    const at = int(page.after.measure);
    where.push(
      sql`${measure} < ${at} OR (${measure} = ${at} AND hash < ${param('UInt64', page.after.hash)})`,
    );
  }
  return sql`SELECT * FROM (${inner})
  WHERE ${and(where)}
  ORDER BY ${measure} DESC, hash DESC
  LIMIT ${param('UInt64', page.limit)}`;
}

function boundsOn(length: Fragment, { minNs, maxNs }: TraceBounds): Fragment[] {
  return [
    ...(minNs === undefined ? [] : [sql`${length} >= ${int(minNs)}`]),
    ...(maxNs === undefined ? [] : [sql`${length} <= ${int(maxNs)}`]),
  ];
}

const DAY = 86_400_000_000_000n;
const LAST_DAY = 49_709n;

function dayOf(ns: bigint): bigint {
  return ns / DAY;
}

function dayParam(day: bigint): Fragment {
  const within = day < 0n ? 0n : day > LAST_DAY ? LAST_DAY : day;
  return sql`toDate(${param('UInt16', within)})`;
}

/** Summaries of the days of a range, and of one day at each side of it for what began or went on there. */
function daysAround({ fromNs, toNs }: TimeRange): Fragment {
  return sql`Day >= ${dayParam(dayOf(fromNs) - 1n)} AND Day <= ${dayParam(dayOf(toNs) + 1n)}`;
}

function idList(traceIds: readonly string[]): Fragment {
  return join(
    traceIds.map((id) => sql`${param('String', id)}`),
    ', ',
  );
}

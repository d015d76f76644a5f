// The queries for one trace: where its spans are, the spans as columns and whole, what matches in it, and who links to it.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, ident, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, mapOf, withinRange } from './logs.ts';
import { type Source, type SourceColumn, sourceTable } from './source.ts';
import { isOneOfTraces, type SpanListRow, spanColumns, spanFields } from './traces.ts';

/** A row of the two queries that find a trace: 64-bit integers are text. */
export interface FoundTraceRow {
  readonly traceId: string;
  /** First start, and a point in time that no span starts behind. */
  readonly startNs: string;
  readonly endNs: string;
  readonly spans: string;
  /** Whether `spans` is not all of them. */
  readonly isPartial: number;
}

/**
 * Where in time traces are, by any of the ids, from the table of summaries. A trace has a row for each of its days and for
 * each insert that has not been merged yet: they are few, and grouping them costs the engine more than reading them.
 */
export function storedTraceQuery(table: Fragment, traceIds: readonly string[]): Fragment {
  return sql`SELECT TraceId AS traceId, toUnixTimestamp64Nano(Start) AS startNs, toUnixTimestamp64Nano(End) AS endNs,
    Spans AS spans, IsPartial AS isPartial
  FROM ${table}
  WHERE TraceId IN (${join(
    traceIds.map((id) => sql`${str(id)}`),
    ', ',
  )})`;
}

/** The same from the spans, of any time: a row for each trace. */
export function searchedTraceQuery(source: Source, traceIds: readonly string[]): Fragment {
  const { traceId } = spanFields(source);
  return sql`SELECT ${traceId} AS traceId, min(${epochNanos(source)}) AS startNs, max(${epochNanos(source)}) AS endNs,
    count() AS spans, 0 AS isPartial
  FROM ${sourceTable(source)}
  WHERE ${and([...filterOf(source), isOneOfTraces(source, traceIds)])}
  GROUP BY 1`;
}

/** One trace: its id as it is stored, and a range in which all of its spans start. */
export interface TracePlaceInTime {
  readonly traceId: string;
  readonly range: TimeRange;
}

/** A trace by the ways to write its id, for the engine to look up in the table of summaries as a part of another statement. */
export interface TraceToLookUp {
  readonly table: Fragment;
  readonly traceIds: readonly string[];
}

/** A row of `traceCountQuery`. */
export interface CountRow {
  readonly count: string;
}

/** How many spans a trace has. */
export function traceCountQuery(source: Source, trace: TracePlaceInTime): Fragment {
  return sql`SELECT count() AS count FROM ${sourceTable(source)} WHERE ${traceWhere(source, trace)}`;
}

/** Words of kinds and statuses as SDKs and as OTLP in JSON write them; a code is the place in the list, from 1 on. */
const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['ok', 'error'];

/**
 * The columns of `SPAN_WIRE`, for the format Native. Each function costs the engine as much to plan as reading many spans, so
 * there are as few as will do.
 */
export function traceColumnsQuery(source: Source, trace: TracePlaceInTime | TraceToLookUp): Fragment {
  const fields = spanFields(source);
  const { eventNames, linkTraceIds } = nested(source);
  const few = (count: Fragment) => sql`toUInt16(least(${count}, 65535))`;
  return sql`SELECT ${epochNanos(source)} AS start, ${fields.durationNs} AS duration,
    ${idNumber(fields.spanId)} AS id, ${idNumber(fields.parentId)} AS parentId,
    toLowCardinality(if(${isId(fields.spanId)}, '', ${fields.spanId})) AS oddId,
    toLowCardinality(${fields.service}) AS service, toLowCardinality(${fields.name}) AS name,
    ${codeOf(fields.kind, 'span_kind_', KINDS)} AS kind, ${codeOf(fields.status, 'status_code_', STATUSES)} AS status,
    ${few(eventNames ? sql`length(${eventNames})` : raw('0'))} AS events,
    ${few(eventNames ? sql`countEqual(${eventNames}, 'exception')` : raw('0'))} AS exceptions,
    ${few(linkTraceIds ? sql`length(${linkTraceIds})` : raw('0'))} AS links
  FROM ${sourceTable(source)}
  WHERE ${traceWhere(source, trace)}`;
}

/** UInt8, 0 for what is no word of the list. */
function codeOf(text: Fragment, prefix: string, words: readonly string[]): Fragment {
  const list = [...words, ...words.map((word) => prefix + word)].map((word) => `'${word}'`);
  const codes = [...words.keys(), ...words.keys()].map((place) => place + 1);
  return sql`CAST(transform(lower(${text}), ${raw(`[${list.join(', ')}], [${codes.join(', ')}]`)}, 0), 'UInt8')`;
}

/** Sixteen hexadecimal digits of either case, or nothing. */
function isId(id: Fragment): Fragment {
  return sql`match(${id}, '^([0-9a-fA-F]{16})?$')`;
}

/** The eight bytes of an id; a hash of one that is not made of eight bytes, 0 for none. */
function idNumber(id: Fragment): Fragment {
  return sql`if(${isId(id)}, reinterpretAsUInt64(reverse(unhex(${id}))), cityHash64(${id}))`;
}

/** A row of `wholeSpansQuery`: integers of 64 bits are text. */
export interface WholeSpanRow extends Omit<SpanListRow, 'hash'> {
  readonly traceState: string;
  /** Objects, or JSON as text where the source keeps its attributes as JSON. */
  readonly attributes: Record<string, string> | string;
  readonly resource: Record<string, string> | string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly eventTimes: readonly string[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly Record<string, string>[];
  readonly linkTraceIds: readonly string[];
  readonly linkSpanIds: readonly string[];
  readonly linkStates: readonly string[];
  readonly linkAttributes: readonly Record<string, string>[];
}

/** How the spans of a document follow each other. */
export type SpanGrouping = 'time' | 'resource';

/** The spans of a trace with all that is stored of them. */
export function wholeSpansQuery(
  source: Source,
  trace: TracePlaceInTime | TraceToLookUp,
  grouping: SpanGrouping,
): Fragment {
  const inTime = sql`${epochNanos(source)}, ${spanFields(source).spanId}`;
  const resource = sql`cityHash64(${mapOf(source.resource)}), ${textRole(source.scopeName?.expression)}, ${textRole(source.scopeVersion?.expression)}`;
  return sql`SELECT ${wholeSpanColumns(source)} FROM ${sourceTable(source)} WHERE ${traceWhere(source, trace)}
  ORDER BY ${grouping === 'time' ? inTime : sql`${resource}, ${inTime}`}`;
}

/** One span, the earliest of those that share its id; with a timestamp the one that starts there. */
export function wholeSpanQuery(
  source: Source,
  trace: TracePlaceInTime,
  spanIds: readonly string[],
  atNs: bigint | undefined,
): Fragment {
  const { spanId } = spanFields(source);
  const range = atNs === undefined ? trace.range : { fromNs: atNs, toNs: atNs + 1n };
  const isOne = sql`${spanId} IN (${join(
    spanIds.map((id) => sql`${str(id)}`),
    ', ',
  )})`;
  return sql`SELECT ${wholeSpanColumns(source)} FROM ${sourceTable(source)}
  WHERE ${traceWhere(source, { ...trace, range })} AND ${isOne}
  ORDER BY ${epochNanos(source)} LIMIT 1`;
}

function wholeSpanColumns(source: Source): Fragment {
  const fields = spanFields(source);
  const has = (name: string) => source.columns.some((column) => column.name === name);
  const { eventNames, eventTimes, eventAttributes, linkTraceIds, linkSpanIds, linkStates, linkAttributes } =
    nested(source);
  const texts = (column: Fragment | undefined) => column ?? raw("CAST([], 'Array(String)')");
  const maps = (column: Fragment | undefined) => column ?? raw("CAST([], 'Array(Map(String, String))')");
  const times = eventTimes && sql`arrayMap(t -> toUnixTimestamp64Nano(toDateTime64(t, 9)), ${eventTimes})`;
  return sql`${epochNanos(source)} AS ts, ${spanColumns(fields)},
    ${has('TraceState') ? sql`toString(TraceState)` : sql`''`} AS traceState,
    ${mapOf(source.attributes)} AS attributes, ${mapOf(source.resource)} AS resource,
    ${textRole(source.scopeName?.expression)} AS scopeName, ${textRole(source.scopeVersion?.expression)} AS scopeVersion,
    ${times ?? raw("CAST([], 'Array(Int64)')")} AS eventTimes, ${texts(eventNames)} AS eventNames, ${maps(eventAttributes)} AS eventAttributes,
    ${texts(linkTraceIds)} AS linkTraceIds, ${texts(linkSpanIds)} AS linkSpanIds, ${texts(linkStates)} AS linkStates,
    ${maps(linkAttributes)} AS linkAttributes`;
}

function textRole(expression: Fragment | undefined): Fragment {
  return expression ? sql`ifNull(toString(${expression}), '')` : sql`''`;
}

/** The ids of the spans of a trace for which a condition holds. */
export function matchingSpansQuery(source: Source, trace: TracePlaceInTime, condition: Fragment): Fragment {
  return sql`SELECT DISTINCT ${spanFields(source).spanId} AS spanId FROM ${sourceTable(source)}
  WHERE ${traceWhere(source, trace)} AND (${condition})`;
}

/** Spans that link to a span, the newest first; undefined where the table has no links. */
export function backlinksQuery(
  source: Source,
  { traceId, spanId }: { readonly traceId: string; readonly spanId: string },
  range: TimeRange,
  limit: number,
): Fragment | undefined {
  const { linkTraceIds, linkSpanIds } = nested(source);
  if (linkTraceIds === undefined || linkSpanIds === undefined) return undefined;
  const links = sql`arrayExists((t, s) -> t = ${str(traceId)} AND s = ${str(spanId)}, ${linkTraceIds}, ${linkSpanIds})`;
  return sql`SELECT ${epochNanos(source)} AS ts, ${spanColumns(spanFields(source))} FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source), sql`has(${linkSpanIds}, ${str(spanId)})`, links])}
  ORDER BY ${epochNanos(source)} DESC
  LIMIT ${param('UInt64', limit)}`;
}

function traceWhere(source: Source, trace: TracePlaceInTime | TraceToLookUp): Fragment {
  if ('table' in trace) return lookedUp(source, trace);
  const { traceId, range } = trace;
  return and([...withinRange(source, range), ...filterOf(source), isOneOfTraces(source, [traceId])]);
}

/**
 * What is looked up is read once, before anything else, and is then a constant to the table's indexes. Nothing is there unless the
 * ids mean one trace, all of which the summaries know.
 */
function lookedUp(source: Source, { table, traceIds }: TraceToLookUp): Fragment {
  const ids = join(
    traceIds.map((id) => sql`${str(id)}`),
    ', ',
  );
  const found = sql`(SELECT (min(Start), max(End), uniqExact(TraceId) = 1 AND max(IsPartial) = 0) FROM ${table} WHERE TraceId IN (${ids}))`;
  const time = source.timestamp.expression;
  return and([
    isOneOfTraces(source, traceIds),
    sql`${time} >= tupleElement(${found} AS maple_place, 1)`,
    sql`${time} <= tupleElement(maple_place, 2)`,
    sql`tupleElement(maple_place, 3)`,
  ]);
}

/** The columns of events and links as the exporter names them: a source has no roles for them. */
function nested(source: Source) {
  const column = (name: string, type: RegExp): Fragment | undefined =>
    source.columns.some((one: SourceColumn) => one.name === name && type.test(one.type))
      ? ident(name)
      : undefined;
  const texts = /^Array\((LowCardinality\()?String/;
  const maps = /^Array\(Map\(/;
  return {
    eventNames: column('Events.Name', texts),
    eventTimes: column('Events.Timestamp', /^Array\(DateTime/),
    eventAttributes: column('Events.Attributes', maps),
    linkTraceIds: column('Links.TraceId', texts),
    linkSpanIds: column('Links.SpanId', texts),
    linkStates: column('Links.TraceState', texts),
    linkAttributes: column('Links.Attributes', maps),
  };
}

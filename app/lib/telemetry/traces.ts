// What a span is made of, written against a source, and the queries for pages of traces and of spans in order of time.
import { AppError } from '#app/lib/core/errors.ts';
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, join, param, raw, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, textOf, timeBound, withinRange } from './logs.ts';
import { type Source, sourceTable } from './source.ts';

/** The parts of a span as expressions; texts are never NULL. What a source does not have is empty or zero. */
export interface SpanFields {
  readonly traceId: Fragment;
  readonly spanId: Fragment;
  readonly parentId: Fragment;
  readonly service: Fragment;
  readonly name: Fragment;
  readonly kind: Fragment;
  readonly status: Fragment;
  readonly statusMessage: Fragment;
  /** UInt64, nanoseconds. */
  readonly durationNs: Fragment;
  readonly isError: Fragment;
}

const NANOSECONDS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 } as const;

/** Throws `bad_request` for a source without trace ids: then it is no source of spans. */
export function spanFields(source: Source): SpanFields {
  if (source.traceId === undefined)
    throw new AppError('bad_request', `${source.name} is not a source of spans: it has no trace ids.`, {
      hint: 'Choose a source of spans, or give this one an expression for the trace id.',
    });
  const status = textOf(source.statusCode);
  return {
    traceId: textOf(source.traceId),
    spanId: textOf(source.spanId),
    parentId: textOf(source.parentSpanId),
    service: textOf(source.service),
    name: textOf(source.spanName ?? source.body),
    kind: textOf(source.spanKind),
    status,
    statusMessage: textOf(source.statusMessage),
    durationNs: durationOf(source),
    isError: sql`lower(${status}) IN ('error', 'status_code_error', '2')`,
  };
}

/** A negative duration that was stored as one of centuries is none. */
function durationOf({ duration }: Source): Fragment {
  if (duration === undefined) return raw('toUInt64(0)');
  const { expression, type, unit } = duration;
  const most = raw('4611686018427387904');
  if (unit === 'ns' && type === 'UInt64') return sql`if(${expression} < ${most}, ${expression}, 0)`;
  const whole = sql`toFloat64OrZero(toString(${expression})) * ${raw(String(NANOSECONDS[unit]))}`;
  return sql`toUInt64(if(${whole} >= 0 AND ${whole} < ${most}, round(${whole}), 0))`;
}

/** When a span ends, DateTime64(9) where the timestamp is. */
export function endNanos(source: Source, fields: SpanFields): Fragment {
  return sql`${epochNanos(source)} + toInt64(${fields.durationNs})`;
}

/** Which spans a question is about. */
export interface SpanRows {
  readonly range: TimeRange;
  readonly condition: Fragment;
}

/** The conditions for them. */
export function spansWhere(source: Source, { range, condition }: SpanRows): Fragment {
  return and([...withinRange(source, range), ...filterOf(source), condition]);
}

/** A place in the order of traces by their newest matching span; the hash decides between equal times. */
export interface TracePlace {
  readonly timestampNs: bigint;
  readonly hash: bigint;
}

/** A row of `newestTracesQuery`; integers are text. */
export interface NewestTraceRow {
  readonly ts: string;
  readonly hash: string;
  readonly traceId: string;
  /** Spans that match, where all of the rows were read; else 0. */
  readonly matched: string;
}

/** Which spans `newestTracesQuery` takes traces from. */
export interface NewestRows extends SpanRows {
  readonly after?: TracePlace | undefined;
  /** Traces that are not wanted. */
  readonly except: readonly string[];
  /** Whether traces of one time come in the order of their hashes: without, the engine can stop much earlier. */
  readonly isExact: boolean;
  /** Whether all of the rows are read, and counted. Where few match that costs nothing. */
  readonly isCounted: boolean;
}

/**
 * Traces in the order of their newest matching span in the range; spans without a trace are one of them. The order starts with
 * the table's time bucket where it has one, so that ClickHouse reads the parts in order and stops as soon as there are enough.
 */
export function newestTracesQuery(source: Source, rows: NewestRows, limit: number): Fragment {
  const { traceId } = spanFields(source);
  const hash = sql`cityHash64(${traceId})`;
  const where = and([
    spansWhere(source, rows),
    ...(rows.after ? [behindPlace(source, rows.after)] : []),
    ...(rows.except.length > 0 ? [sql`${traceId} NOT IN ${param('Array(String)', rows.except)}`] : []),
  ]);
  const last = rows.isExact ? [hash] : [];
  const descending = (keys: readonly Fragment[]) =>
    join(
      keys.map((key) => sql`${key} DESC`),
      ', ',
    );
  if (rows.isCounted)
    return sql`SELECT max(${epochNanos(source)}) AS ts, ${hash} AS hash, ${traceId} AS traceId, count() AS matched
  FROM ${sourceTable(source)}
  WHERE ${where}
  GROUP BY ${traceId}
  ORDER BY ${descending([raw('1'), ...last])}
  LIMIT ${param('UInt64', limit)}`;
  const bucket = source.timeBucket ? [source.timeBucket()] : [];
  return sql`SELECT ${epochNanos(source)} AS ts, ${hash} AS hash, ${traceId} AS traceId, 0 AS matched
  FROM ${sourceTable(source)}
  WHERE ${where}
  ORDER BY ${descending([...bucket, source.timestamp.expression, ...last])}
  LIMIT 1 BY ${traceId}
  LIMIT ${param('UInt64', limit)}`;
}

/** A condition on spans: they are behind the place in the order of traces. */
function behindPlace(source: Source, { timestampNs, hash }: TracePlace): Fragment {
  const at = timeBound(source, timestampNs);
  const time = source.timestamp.expression;
  const spanHash = sql`cityHash64(${spanFields(source).traceId})`;
  return sql`${time} < ${at} OR (${time} = ${at} AND ${spanHash} < ${param('UInt64', hash)})`;
}

/** The opposite. */
function notBehindPlace(source: Source, { timestampNs, hash }: TracePlace): Fragment {
  const at = timeBound(source, timestampNs);
  const time = source.timestamp.expression;
  const spanHash = sql`cityHash64(${spanFields(source).traceId})`;
  return sql`${time} > ${at} OR (${time} = ${at} AND ${spanHash} >= ${param('UInt64', hash)})`;
}

/** A row of `tracesAheadQuery`. */
export interface TraceIdRow {
  readonly traceId: string;
}

/** Those of the traces that have a matching span at the place or before it in the order: they have been listed. */
export function tracesAheadQuery(
  source: Source,
  rows: SpanRows,
  place: TracePlace,
  traceIds: readonly string[],
): Fragment {
  const { traceId } = spanFields(source);
  return sql`SELECT DISTINCT ${traceId} AS traceId
  FROM ${sourceTable(source)}
  WHERE ${and([spansWhere(source, rows), isOneOfTraces(source, traceIds), notBehindPlace(source, place)])}`;
}

/** A row of `matchedSpansQuery`. */
export interface MatchedRow {
  readonly traceId: string;
  readonly count: string;
}

/** How many of the spans of each trace match. */
export function matchedSpansQuery(source: Source, rows: SpanRows, traceIds: readonly string[]): Fragment {
  return sql`SELECT ${spanFields(source).traceId} AS traceId, count() AS count
  FROM ${sourceTable(source)}
  WHERE ${and([spansWhere(source, rows), isOneOfTraces(source, traceIds)])}
  GROUP BY 1`;
}

/** A condition that indexes on the column of trace ids can serve. */
export function isOneOfTraces(source: Source, traceIds: readonly string[]): Fragment {
  const { traceId } = spanFields(source);
  const [only] = traceIds;
  if (traceIds.length === 1 && only !== undefined) return sql`${traceId} = ${param('String', only)}`;
  return sql`${traceId} IN (${join(
    traceIds.map((id) => sql`${param('String', id)}`),
    ', ',
  )})`;
}

/** A place in an order of spans. `skip`: how many spans of exactly this place lie before it. */
export interface SpanPlace {
  readonly timestampNs: bigint;
  /** For the order by duration. */
  readonly durationNs: bigint;
  readonly hash: bigint;
  readonly skip: number;
}

/** A row of `spanListQuery`; integers of 64 bits are text. */
export interface SpanListRow {
  readonly ts: string;
  readonly hash: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly statusMessage: string;
  readonly durationNs: string;
}

export type SpanSort = 'newest' | 'slowest';

/**
 * Spans in order, from a place on, those of exactly the place included. The hash is made of all that is selected: spans
 * that share it look the same. Without `isExact` spans that share their time come in any order, and the engine reads what is
 * shown of a span for those of the page only.
 */
export function spanListQuery(
  source: Source,
  rows: SpanRows & {
    readonly sort: SpanSort;
    readonly isExact: boolean;
    readonly after?: SpanPlace | undefined;
  },
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Fragment {
  const fields = spanFields(source);
  const { hash, order, behind } = spanOrder(source, fields, rows);
  const where = [spansWhere(source, rows), ...(rows.after ? [behind(rows.after)] : [])];
  return sql`SELECT ${epochNanos(source)} AS ts, ${hash} AS hash, ${spanColumns(fields)}
  FROM ${sourceTable(source)}
  WHERE ${and(where)}
  ORDER BY ${order}
  LIMIT ${param('UInt64', limit)} OFFSET ${param('UInt64', offset)}`;
}

/** How many of the spans are of exactly a time; with a hash, how many of them are at exactly a place. */
export function spansAtPlaceQuery(
  source: Source,
  rows: SpanRows,
  { timestampNs, hash }: { readonly timestampNs: bigint; readonly hash?: bigint | undefined },
): Fragment {
  const range = { fromNs: timestampNs, toNs: timestampNs + 1n };
  const order = spanOrder(source, spanFields(source), { sort: 'newest', isExact: true });
  const where = [
    spansWhere(source, { ...rows, range }),
    ...(hash === undefined ? [] : [sql`${order.hash} = ${param('UInt64', hash)}`]),
  ];
  return sql`SELECT count() AS count FROM ${sourceTable(source)} WHERE ${and(where)}`;
}

/** The SELECT list of a `SpanListRow` from `traceId` on. */
export function spanColumns(fields: SpanFields): Fragment {
  return sql`${fields.traceId} AS traceId, ${fields.spanId} AS spanId, ${fields.parentId} AS parentSpanId,
    ${fields.service} AS service, ${fields.name} AS name, ${fields.kind} AS kind, ${fields.status} AS status,
    ${fields.statusMessage} AS statusMessage, ${fields.durationNs} AS durationNs`;
}

function spanOrder(
  source: Source,
  fields: SpanFields,
  { sort, isExact }: { readonly sort: SpanSort; readonly isExact: boolean },
) {
  const { timestamp, timeBucket } = source;
  const time = timestamp.expression;
  const { traceId, spanId, parentId, service, name, kind, status, statusMessage, durationNs } = fields;
  const all = [traceId, spanId, parentId, service, name, kind, status, statusMessage, durationNs];
  const hash = sql`cityHash64(${join(all, ', ')})`;
  const keys =
    sort === 'newest'
      ? [...(timeBucket ? [timeBucket()] : []), time, ...(isExact ? [hash] : [])]
      : [durationNs, time, hash];
  const order = join(
    keys.map((key) => sql`${key} DESC`),
    ', ',
  );
  const behind = (place: SpanPlace): Fragment => {
    const at = timeBound(source, place.timestampNs);
    const later = sql`${time} < ${at} OR (${time} = ${at} AND ${hash} <= ${param('UInt64', place.hash)})`;
    if (sort === 'newest') return later;
    const long = param('UInt64', place.durationNs);
    return sql`${durationNs} < ${long} OR (${durationNs} = ${long} AND (${later}))`;
  };
  return { hash, order, behind };
}

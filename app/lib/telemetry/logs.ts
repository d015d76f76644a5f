// The queries for pages of log records, written against a source: any table with a timestamp.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, ident, join, nanos, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type Source, type SourceAttributes, type SourceField, sourceTable } from './source.ts';

export type Order = 'asc' | 'desc';

/** The place of a row in the order by time; `id` decides between equal timestamps. */
export interface LogPosition {
  readonly timestampNs: bigint;
  readonly id: bigint;
  /** How many rows of exactly this timestamp and id lie before the place: identical rows share an id. */
  readonly skip: number;
}

/** Which rows a page is taken from. */
export interface LogRows {
  readonly range: TimeRange;
  readonly condition: Fragment;
  readonly order: Order;
  /** Only rows behind this place, in the given order. In a table without an own id, those of exactly the place are in. */
  readonly after?: LogPosition | undefined;
}

/** A field of the search whose text is wanted beside the usual ones. */
export interface LogColumn {
  readonly name: string;
  readonly text: Fragment;
}

/** A row of `logRowsQuery`: 64-bit integers are text, maps are objects. */
export interface LogRecordRow {
  readonly ts: string;
  readonly id: string;
  readonly service: string;
  readonly severity: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  /** An object, or JSON as text where the source keeps its attributes as JSON. */
  readonly attributes: Record<string, string> | string;
  readonly resource: Record<string, string> | string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeAttributes: Record<string, string> | string;
  /** The columns asked for, in their order. */
  readonly extra?: readonly string[];
}

/** What of a record is read; the rest stays empty. Where matches are sparse, every column costs as much as the search itself. */
export interface LogParts {
  /** Attributes, resource and scope. */
  readonly attributes: boolean;
  /** The ids of trace and span. */
  readonly ids: boolean;
}

/**
 * Rows in order of time. The order starts with the table's time bucket where it has one, so that ClickHouse reads the parts
 * in order and stops as soon as there are enough.
 */
export function logRowsQuery(
  source: Source,
  rows: LogRows,
  page: {
    readonly limit: number;
    readonly offset: number;
    readonly columns: readonly LogColumn[];
    readonly parts: LogParts;
  },
): Fragment {
  const offset = page.offset > 0 ? sql` OFFSET ${param('UInt64', page.offset)}` : sql``;
  return sql`SELECT ${logRecordColumns(onlyParts(source, page.parts), page.columns)}
  FROM ${sourceTable(source)}
  WHERE ${and(whereOf(source, rows))}
  ORDER BY ${orderOf(source, rows.order, true)}
  LIMIT ${param('UInt64', page.limit)}${offset}`;
}

/** A row of `logPlaceQuery`. */
export interface LogPlaceRow {
  readonly ts: string;
}

/** The timestamp (nanoseconds) of the n-th row, counted from 1; no row when there are fewer. Reads the timestamp only. */
export function logPlaceQuery(source: Source, rows: LogRows, n: number): Fragment {
  return sql`SELECT ${epochNanos(source)} AS ts
  FROM ${sourceTable(source)}
  WHERE ${and(whereOf(source, rows))}
  ORDER BY ${orderOf(source, rows.order, false)}
  LIMIT 1 OFFSET ${param('UInt64', n - 1)}`;
}

/** A row of `logSizesQuery`. */
export interface LogSizeRow {
  readonly size: string;
}

/** Bytes of body and attributes of the rows that `logRowsQuery` would give, without the texts themselves. */
export function logSizesQuery(
  source: Source,
  rows: LogRows,
  page: { readonly limit: number; readonly offset: number },
): Fragment {
  const texts = [source.attributes, source.resource, source.scope].flatMap((map) =>
    map === undefined ? [] : [sql`length(toString(${map.expression}))`],
  );
  const other = source.attributes === undefined ? [sql`length(toString(${otherColumns(source)}))`] : [];
  const size = join([sql`length(${textOf(source.body)})`, ...texts, ...other], ' + ');
  return sql`SELECT ${size} AS size
  FROM ${sourceTable(source)}
  WHERE ${and(whereOf(source, rows))}
  ORDER BY ${orderOf(source, rows.order, true)}
  LIMIT ${param('UInt64', page.limit)} OFFSET ${param('UInt64', page.offset)}`;
}

/** A row of `logSameQuery`. */
export interface LogCountRow {
  readonly count: string;
}

/** How many rows have exactly this timestamp and id. */
export function logSameQuery(
  source: Source,
  condition: Fragment,
  { timestampNs, id }: LogPosition,
): Fragment {
  const range = { fromNs: timestampNs, toNs: timestampNs + 1n };
  return sql`SELECT count() AS count
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), condition, ...filterOf(source), sql`${source.rowId} = ${param('UInt64', id)}`])}`;
}

/** The row of a timestamp and id. */
export function logRowQuery(source: Source, position: LogPosition, columns: readonly LogColumn[]): Fragment {
  const { timestampNs, id } = position;
  const range = { fromNs: timestampNs, toNs: timestampNs + 1n };
  return sql`SELECT ${logRecordColumns(source, columns)}
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source), sql`${source.rowId} = ${param('UInt64', id)}`])}
  LIMIT 1`;
}

/** The SELECT list of a `LogRecordRow`. */
export function logRecordColumns(source: Source, columns: readonly LogColumn[]): Fragment {
  const extra =
    columns.length === 0
      ? []
      : [
          sql`[${join(
            columns.map(({ text }) => text),
            ', ',
          )}] AS extra`,
        ];
  return join(
    [
      sql`${epochNanos(source)} AS ts`,
      sql`${source.rowId} AS id`,
      sql`${textOf(source.service)} AS service`,
      sql`${textOf(source.severity)} AS severity`,
      sql`${severityNumberOf(source)} AS severityNumber`,
      sql`${textOf(source.body)} AS body`,
      sql`${textOf(source.traceId)} AS traceId`,
      sql`${textOf(source.spanId)} AS spanId`,
      sql`${textOf(source.eventName)} AS eventName`,
      sql`${source.attributes ? mapOf(source.attributes) : otherColumns(source)} AS attributes`,
      sql`${mapOf(source.resource)} AS resource`,
      sql`${textOf(source.scopeName)} AS scopeName`,
      sql`${textOf(source.scopeVersion)} AS scopeVersion`,
      sql`${mapOf(source.scope)} AS scopeAttributes`,
      ...extra,
    ],
    ', ',
  );
}

function onlyParts(source: Source, { attributes, ids }: LogParts): Source {
  return {
    ...source,
    ...(!attributes && NO_ATTRIBUTES),
    ...(!ids && { traceId: undefined, spanId: undefined }),
  };
}

const NO_ATTRIBUTES = {
  ...{ attributes: undefined, resource: undefined, columns: [] },
  ...{ scope: undefined, scopeName: undefined, scopeVersion: undefined },
};

/** The conditions for rows of a range: by the timestamp, and by the time bucket where the table is ordered by one. */
export function withinRange(source: Source, { fromNs, toNs }: TimeRange): Fragment[] {
  const { timeBucket } = source;
  const time = source.timestamp.expression;
  const found = [sql`${time} >= ${timeBound(source, fromNs)}`, sql`${time} < ${timeBound(source, toNs)}`];
  if (timeBucket)
    found.push(sql`${timeBucket()} >= ${timeBucket(fromNs)}`, sql`${timeBucket()} <= ${timeBucket(toNs)}`);
  return found;
}

/** What holds for every row of a source. */
export function filterOf(source: Source): Fragment[] {
  return source.filter === undefined ? [] : [source.filter];
}

/** The timestamp in nanoseconds since the epoch. */
export function epochNanos(source: Source): Fragment {
  const { expression, type } = source.timestamp;
  return type === 'DateTime64(9)'
    ? sql`toUnixTimestamp64Nano(${expression})`
    : sql`toUnixTimestamp64Nano(toDateTime64(${expression}, 9))`;
}

/** A role as text, empty where it is NULL or the table has no such thing. */
export function textOf(field: SourceField | undefined): Fragment {
  if (field === undefined) return sql`''`;
  const { expression, type } = field;
  if (type === 'String' || type === 'LowCardinality(String)') return expression;
  return sql`ifNull(toString(${expression}), '')`;
}

function severityNumberOf({ severityNumber }: Source): Fragment {
  if (severityNumber === undefined) return sql`0`;
  if (/^U?Int(8|16|32)$/.test(severityNumber.type)) return severityNumber.expression;
  return sql`ifNull(accurateCastOrNull(${severityNumber.expression}, 'UInt8'), 0)`;
}

/** A map of texts; JSON as text, for the reader to take apart. */
export function mapOf(map: SourceAttributes | undefined): Fragment {
  if (map === undefined) return sql`CAST(map(), 'Map(String, String)')`;
  const { expression, type } = map;
  if (/^Map\((LowCardinality\(String\)|String), (LowCardinality\(String\)|String)\)$/.test(type))
    return expression;
  if (type.startsWith('Map('))
    return sql`mapFromArrays(arrayMap(k -> toString(k), mapKeys(${expression})), arrayMap(v -> ifNull(toString(v), ''), mapValues(${expression})))`;
  return sql`ifNull(toString(${expression}), '')`;
}

/** The columns of a table without attributes that have no role, as a map of texts. Empty ones are left out. */
function otherColumns(source: Source): Fragment {
  const roles = new Set(
    Object.values(source).map((role) =>
      typeof role === 'object' && role !== null && 'column' in role ? role.column : undefined,
    ),
  );
  const columns = source.columns.filter(
    ({ name, type }) => !roles.has(name) && !/^AggregateFunction\(/.test(type),
  );
  if (columns.length === 0) return sql`CAST(map(), 'Map(String, String)')`;
  const pairs = columns.map(({ name }) => sql`${str(name)}, ifNull(toString(${ident(name)}), '')`);
  return sql`mapFilter((k, v) -> v != '', map(${join(pairs, ', ')}))`;
}

function whereOf(source: Source, { range, condition, after, order }: LogRows): Fragment[] {
  const found = [...withinRange(source, range), ...filterOf(source), condition];
  return after === undefined ? found : [...found, ...behind(source, after, order)];
}

function orderOf(source: Source, order: Order, withId: boolean): Fragment {
  const direction = raw(order === 'desc' ? 'DESC' : 'ASC');
  const time = source.timestamp.expression;
  const keys = [...(source.timeBucket ? [source.timeBucket()] : []), time, ...(withId ? [source.rowId] : [])];
  return join(
    keys.map((key) => sql`${key} ${direction}`),
    ', ',
  );
}

/** Where every row has an id of its own, rows of exactly the place are not behind it; else those shown are skipped. */
function behind(source: Source, { timestampNs, id }: LogPosition, order: Order): Fragment[] {
  const at = timeBound(source, timestampNs);
  const time = source.timestamp.expression;
  const same = param('UInt64', id);
  const than = raw((order === 'desc' ? '<' : '>') + (source.rowIdIsArrival ? '' : '='));
  return [
    sql`${time} ${raw(order === 'desc' ? '<' : '>')} ${at} OR (${time} = ${at} AND ${source.rowId} ${than} ${same})`,
  ];
}

/** What DateTime can hold. */
const LAST_SECOND = 2n ** 32n - 1n;

/**
 * The first point in time at or after `ns` that the timestamp's type can tell: comparing with it as `>=` or `<` gives what
 * comparing in nanoseconds would, and the constant has the column's type, so that its index is used.
 */
export function timeBound({ timestamp: { type } }: Source, ns: bigint): Fragment {
  if (type === 'DateTime64(9)') return nanos(ns);
  const scale = /^(?:Nullable\(|LowCardinality\()*DateTime64\((\d)/.exec(type)?.[1] ?? '0';
  const unit = 10n ** BigInt(9 - Number(scale));
  const rounded = ((ns + unit - 1n) / unit) * unit;
  if (type.includes('DateTime64')) return sql`toDateTime64(${nanos(rounded)}, ${raw(scale)})`;
  const seconds = rounded / 1_000_000_000n;
  return sql`toDateTime(${param('UInt32', seconds > LAST_SECOND ? LAST_SECOND : seconds)})`;
}

// The questions about log records that the small tables answer: volume by service and severity, and values of attributes.
import type { TimeRange } from '#app/lib/core/time.ts';
import { and, type Fragment, ident, int, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { withinRange } from './logs.ts';
import { type LogGroups, type LogPointRow, slotOf, stringKeys } from './logs-aggregate.ts';
import { NO_ROLES, type Source, type SourceField, type SourceRollups, sourceTable } from './source.ts';

const FIVE_MINUTES = 300_000_000_000n;
const QUARTER = 900_000_000_000n;

/** The fields that the volume tells apart, by their canonical names. */
export const VOLUME_FIELDS: ReadonlySet<string> = new Set(['level', 'service', 'severity_number']);

/**
 * The volume of a source as a source of its own, whose rows stand for many: conditions over `VOLUME_FIELDS` compile
 * against it as against the records themselves. Undefined where there is no such table.
 */
export function volumeSource(source: Source): Source | undefined {
  if (source.rollups?.volume === undefined || source.filter !== undefined) return undefined;
  const column = (name: string, type: string): SourceField => ({
    expression: ident(name),
    type,
    column: name,
  });
  const roles = {
    timestamp: column('Minute', 'DateTime'),
    service: column('ServiceName', 'LowCardinality(String)'),
    severity: column('SeverityText', 'LowCardinality(String)'),
    severityNumber: column('SeverityNumber', 'UInt8'),
  };
  return {
    ...NO_ROLES,
    ...roles,
    id: source.id,
    name: source.name,
    kind: source.kind,
    database: source.database,
    table: source.table,
    rowId: raw('0'),
    columns: Object.values(roles).map((role) => ({ name: role.column ?? '', type: role.type })),
    indexes: [],
  };
}

/**
 * The part of a range that the volume answers: whole five minutes, in which the count of the records can be had from the
 * table's primary index alone. Nothing newer than `settledNs`: records and their volume are not stored in the same moment.
 */
export function volumeRange({ fromNs, toNs }: TimeRange, settledNs: bigint): TimeRange | undefined {
  const end = toNs < settledNs ? toNs : settledNs;
  const inner = { fromNs: roundUp(fromNs, FIVE_MINUTES), toNs: roundDown(end, FIVE_MINUTES) };
  return inner.fromNs < inner.toNs ? inner : undefined;
}

/** A row of `logVolumeQuery`. */
export interface LogVolumeRow extends LogPointRow {
  /** Records in this interval and group, whether they match or not. */
  readonly known: string;
}

/**
 * Counts of a part of the range (`volumeRange`) by interval and group, from the volume. A group can have several rows. All
 * `known` together must make the count of `logVolumeRestQuery`.
 */
export function logVolumeQuery(source: Source, rollups: SourceRollups, groups: LogGroups): Fragment {
  return sql`SELECT ${slotAndKeys(source, groups)},
    sumIf(Count, ifNull(${groups.condition}, 0)) AS value, sum(Count) AS known
  FROM ${rollups.volume ?? raw('')}
  WHERE ${and(withinRange(source, groups.range))}
  GROUP BY ${join([raw('1'), ...groups.keys], ', ')}`;
}

/** The slot of the row that says how many records of the inner range there are. */
export const COUNT_SLOT = '-1';

/**
 * Counts of the rest of the range, outside of `inner`, from the records. A row with the slot `COUNT_SLOT` says how many
 * records of `inner` the table has.
 */
export function logVolumeRestQuery(source: Source, groups: LogGroups, inner: TimeRange): Fragment {
  const edges = [
    { fromNs: groups.range.fromNs, toNs: inner.fromNs },
    { fromNs: inner.toNs, toNs: groups.range.toNs },
  ].filter(({ fromNs, toNs }) => fromNs < toNs);
  const parts = [
    sql`SELECT toInt64(-1) AS slot, CAST([], 'Array(String)') AS keys, count() AS value
    FROM ${sourceTable(source)} WHERE ${wholeBuckets(source, inner)}`,
  ];
  if (edges.length > 0)
    parts.push(sql`SELECT ${slotAndKeys(source, groups)}, count() AS value
    FROM ${sourceTable(source)}
    WHERE ${and([inOneOf(source, edges), groups.condition])}
    GROUP BY ${join([raw('1'), ...groups.keys], ', ')}`);
  return join(parts, ' UNION ALL ');
}

function slotAndKeys(source: Source, { intervalNs, keys }: LogGroups): Fragment {
  return sql`toInt64(${slotOf(source, intervalNs)}) AS slot, ${stringKeys(keys)} AS keys`;
}

/** By the time bucket alone, which is the first column of the key: the engine counts without reading. */
function wholeBuckets(source: Source, inner: TimeRange): Fragment {
  const { timeBucket } = source;
  if (timeBucket === undefined) return and(withinRange(source, inner));
  return sql`${timeBucket()} >= ${timeBucket(inner.fromNs)} AND ${timeBucket()} < ${timeBucket(inner.toNs)}`;
}

/** An attribute in the rollup. */
export interface RollupKey {
  readonly scope: 'attributes' | 'resource';
  readonly key: string;
}

/** A row of `logAttributeValuesQuery`. 64-bit integers are text. */
export interface AttributeValuesRow {
  readonly scope: RollupKey['scope'];
  readonly key: string;
  readonly distinct: string;
  /** Records with values that are not told apart here: then the values are not all. */
  readonly unknown: string;
  readonly top: readonly (readonly [string, string])[];
  readonly least: number | null;
  readonly most: number | null;
  /** Values that are not numbers. */
  readonly texts: string;
}

/** How the most frequent values are chosen, and how exactly they are counted. */
interface AttributeValuesWanted {
  readonly limit: number;
  /** Only values that contain it. */
  readonly text: string;
  readonly nowNs: bigint;
  /**
   * The quarters of an hour that are only partly in the range are counted record by record where these are at most so many;
   * else their counts are shared out by time.
   */
  readonly mostEdgeRecords: number;
}

/**
 * The most frequent values of attributes in a range, as `[value, count]`, those that begin with `text` before those that
 * contain it. Only for sources with rollups.
 */
export function logAttributeValuesQuery(
  source: Source & { readonly rollups: SourceRollups },
  keys: readonly RollupKey[],
  range: TimeRange,
  { limit, text, nowNs, mostEdgeRecords }: AttributeValuesWanted,
): Fragment {
  const edges = mostEdgeRecords > 0 ? edgesOf(range) : [];
  const begins = text === '' ? sql`0` : sql`if(startsWith(lowerUTF8(value), lowerUTF8(${str(text)})), 0, 1)`;
  const parts = [ofQuarters(source.rollups, keys, range, nowNs, edges.length > 0)];
  if (edges.length > 0) parts.push(ofRecords(source, keys, edges));
  const scalar =
    edges.length > 0
      ? sql`WITH (SELECT count() <= ${int(mostEdgeRecords)} FROM ${sourceTable(source)} WHERE ${inOneOf(source, edges)}) AS byRecord
  `
      : raw('');
  return sql`${scalar}SELECT scope, key, countIf(value != '') AS distinct, sumIf(total, value = '') AS unknown,
    arrayMap(t -> (t.3, toString(-t.2)), groupArraySortedIf(${raw(String(limit))})((${begins}, -toInt64(total), value), value != '' AND ${contains(text)})) AS top,
    minIf(toFloat64OrNull(value), value != '') AS least, maxIf(toFloat64OrNull(value), value != '') AS most,
    countIf(value != '' AND isNull(toFloat64OrNull(value))) AS texts
  FROM (
    SELECT scope, key, value, sum(part) AS total FROM (${join(parts, ' UNION ALL ')})
    GROUP BY scope, key, value
  )
  GROUP BY scope, key`;
}

/** Values of the quarters; of those at the ends only when they are not counted record by record. */
function ofQuarters(
  { attributes, signal }: SourceRollups,
  keys: readonly RollupKey[],
  range: TimeRange,
  nowNs: bigint,
  hasEdges: boolean,
): Fragment {
  const start = sql`toUnixTimestamp64Nano(toDateTime64(Bucket, 9))`;
  const later = sql`${start} + ${int(QUARTER)}`;
  // The quarter that has only begun has records up to now: sharing out over all of it would count too few.
  const end = sql`if(${start} < ${int(nowNs)} AND ${later} > ${int(nowNs)}, ${int(nowNs)}, ${later})`;
  const share = sql`greatest(0, least(${end}, ${int(range.toNs)}) - greatest(${start}, ${int(range.fromNs)})) / (${end} - ${start})`;
  const isWhole = sql`(${start} >= ${int(range.fromNs)} AND ${later} <= ${int(range.toNs)})`;
  const pairs = join(
    keys.map(({ scope, key }) => sql`(${str(scope)}, ${str(key)})`),
    ', ',
  );
  return sql`SELECT toString(Scope) AS scope, toString(Key) AS key, Value AS value, toUInt64(greatest(1, round(sum(Count * ${share})))) AS part
    FROM ${attributes}
    WHERE Signal = ${str(signal)} AND (Scope, Key) IN (${pairs}) AND ${quarters(range)}${hasEdges ? sql` AND (NOT byRecord OR ${isWhole})` : raw('')}
    GROUP BY scope, key, value`;
}

/** Values of the records of the edges, when these are not too many. */
function ofRecords(source: Source, keys: readonly RollupKey[], edges: readonly TimeRange[]): Fragment {
  const values = keys.flatMap(({ scope, key }) => {
    const map = source[scope];
    return map ? [sql`(${str(scope)}, ${str(key)}, ${map.expression}[${str(key)}])`] : [];
  });
  return sql`SELECT pair.1 AS scope, pair.2 AS key, pair.3 AS value, count() AS part
    FROM ${sourceTable(source)} ARRAY JOIN [${join(values, ', ')}] AS pair
    WHERE byRecord AND ${inOneOf(source, edges)} AND pair.3 != ''
    GROUP BY scope, key, value`;
}

/** The parts of a range that are no whole quarters. */
function edgesOf({ fromNs, toNs }: TimeRange): TimeRange[] {
  const [first, last] = [roundUp(fromNs, QUARTER), roundDown(toNs, QUARTER)];
  if (first > last) return [{ fromNs, toNs }];
  return [
    { fromNs, toNs: first },
    { fromNs: last, toNs },
  ].filter((edge) => edge.fromNs < edge.toNs);
}

function inOneOf(source: Source, ranges: readonly TimeRange[]): Fragment {
  return sql`(${join(
    ranges.map((range) => sql`(${and(withinRange(source, range))})`),
    ' OR ',
  )})`;
}

/** A row of `logAttributeKeysQuery`. */
export interface AttributeKeyRow extends RollupKey {
  readonly count: string;
}

/** The keys of attributes in a range with how many records have them, the most frequent first. */
export function logAttributeKeysQuery(
  { attributes, signal }: NonNullable<Source['rollups']>,
  range: TimeRange,
  limit: number,
): Fragment {
  return sql`SELECT Scope AS scope, Key AS key, sum(Count) AS count
  FROM ${attributes}
  WHERE Signal = ${str(signal)} AND ${quarters(range)}
  GROUP BY scope, key
  ORDER BY count DESC, scope, key
  LIMIT ${int(limit)}`;
}

/** The condition for values that hold a text, ignoring case. */
export function contains(text: string): Fragment {
  return text === '' ? sql`1` : sql`positionCaseInsensitiveUTF8(value, ${str(text)}) > 0`;
}

function quarters({ fromNs, toNs }: TimeRange): Fragment {
  const seconds = (ns: bigint) => param('UInt32', ns / 1_000_000_000n);
  return sql`Bucket >= toDateTime(${seconds(roundDown(fromNs, QUARTER))}) AND Bucket < toDateTime(${seconds(roundUp(toNs, QUARTER))})`;
}

function roundDown(ns: bigint, unit: bigint): bigint {
  return (ns / unit) * unit;
}

function roundUp(ns: bigint, unit: bigint): bigint {
  return ((ns + unit - 1n) / unit) * unit;
}

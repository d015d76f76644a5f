// The queries for charts of spans: rate, errors and duration over time, time × duration, samples to compare, and percentiles.
import { and, type Fragment, ident, int, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, mapOf, withinRange } from './logs.ts';
import { slotOf } from './logs-aggregate.ts';
import { NO_ROLES, type Source, type SourceField, sourceTable } from './source.ts';
import { type SpanFields, type SpanRows, spanFields, spansWhere } from './traces.ts';

/** A row of the queries for rate, errors and duration: 64-bit integers are text, durations nanoseconds. */
export interface RedRow {
  /** The number of the interval since 1970. */
  readonly slot: string;
  readonly spans: string;
  readonly errors: string;
  /** p50, p95 and p99. */
  readonly durations: readonly number[];
}

/** One point for each interval that has spans, counted from the spans. */
export function redQuery(source: Source, rows: SpanRows, intervalNs: bigint): Fragment {
  const fields = spanFields(source);
  return sql`SELECT ${slotOf(source, intervalNs)} AS slot, count() AS spans, countIf(${fields.isError}) AS errors,
    quantilesTDigest(0.5, 0.95, 0.99)(${fields.durationNs}) AS durations
  FROM ${sourceTable(source)}
  WHERE ${spansWhere(source, rows)}
  GROUP BY 1`;
}

/**
 * A rollup of Maple's own spans as a source, for conditions on what it tells apart: per minute, per quarter of an hour, or per quarter
 * of all services, which tells kinds apart only.
 */
export function redSource(source: Source, unit: 'minute' | 'quarter' | 'all' = 'minute'): Source | undefined {
  if (source.rollups?.signal !== 'traces' || source.filter !== undefined) return undefined;
  const column = (name: string, type: string): SourceField => ({
    expression: ident(name),
    type,
    column: name,
  });
  const roles = {
    timestamp: column(unit === 'minute' ? 'Minute' : 'Bucket', 'DateTime'),
    spanKind: column('SpanKind', 'LowCardinality(String)'),
    ...(unit !== 'all' && {
      service: column('ServiceName', 'LowCardinality(String)'),
      spanName: column('SpanName', 'LowCardinality(String)'),
    }),
  };
  return {
    ...NO_ROLES,
    ...roles,
    id: source.id,
    name: source.name,
    kind: source.kind,
    database: source.database,
    table: { minute: 'otel_traces_red_1m', quarter: 'otel_traces_red_15m', all: 'otel_traces_red_sums' }[
      unit
    ],
    ...(unit === 'all' && { filter: raw(`Scope = 'all'`) }),
    rowId: raw('0'),
    columns: Object.values(roles).map((role) => ({ name: role.column ?? '', type: role.type })),
    indexes: [],
  };
}

/** The fields that the rollup tells apart, by their canonical names. */
export const RED_FIELDS: ReadonlySet<string> = new Set(['service', 'name', 'kind']);

/** Rows of a rollup, with a condition that is compiled against it; the range is whole units of it. */
export interface RollupPart {
  readonly source: Source;
  readonly rows: SpanRows;
}

/**
 * The same from rollups, which know the time from `inner.fromNs` to `inner.toNs` together, and the rest of the range from the
 * spans. Digests of all are merged, so that a point is one figure.
 */
export function redRollupQuery(
  source: Source,
  rows: SpanRows,
  intervalNs: bigint,
  inner: SpanRows['range'],
  rollups: readonly RollupPart[],
): Fragment {
  const fields = spanFields(source);
  const { range } = rows;
  const ends = [
    { fromNs: range.fromNs, toNs: inner.fromNs },
    { fromNs: inner.toNs, toNs: range.toNs },
  ].filter(({ fromNs, toNs }) => fromNs < toNs);
  const parts = [
    ...rollups.map(
      (
        rollup,
      ) => sql`SELECT ${slotOf(rollup.source, intervalNs)} AS slot, Count AS spans, Errors AS errors, DurationQuantiles AS digest
      FROM ${sourceTable(rollup.source)} WHERE ${spansWhere(rollup.source, rollup.rows)}`,
    ),
    ...ends.map(
      (
        end,
      ) => sql`SELECT ${slotOf(source, intervalNs)} AS slot, count() AS spans, countIf(${fields.isError}) AS errors,
        quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(${fields.durationNs}) AS digest
      FROM ${sourceTable(source)} WHERE ${spansWhere(source, { ...rows, range: end })} GROUP BY 1`,
    ),
  ];
  return sql`SELECT slot, sum(spans) AS spans, sum(errors) AS errors, ${DIGEST} AS durations
  FROM (${join(parts, ' UNION ALL ')}) AS r
  GROUP BY slot`;
}

const DIGEST = raw('quantilesTDigestMerge(0.5, 0.95, 0.99)(digest)');

/** A row of `redAddsUpQuery`. */
export interface RedAddsUpRow {
  readonly stored: string;
  readonly known: string;
}

/** Whether rollups know every span of whole five minutes: a view's failure does not fail an insert. */
export function redAddsUpQuery(
  source: Source,
  range: SpanRows['range'],
  rollups: readonly RollupPart[],
): Fragment {
  const { timeBucket } = source;
  const time = timeBucket?.() ?? source.timestamp.expression;
  const at = (ns: bigint) => timeBucket?.(ns) ?? sql`fromUnixTimestamp64Nano(${int(ns)})`;
  const known = rollups.map(
    (part) =>
      sql`(SELECT sum(Count) FROM ${sourceTable(part.source)} WHERE ${and([...withinRange(part.source, part.rows.range), ...filterOf(part.source)])})`,
  );
  return sql`SELECT
    (SELECT count() FROM ${sourceTable(source)} WHERE ${time} >= ${at(range.fromNs)} AND ${time} < ${at(range.toNs)}) AS stored,
    ${join(known, ' + ')} AS known`;
}

/** A row of `heatmapQuery`: 64-bit integers are text. */
export interface HeatRow {
  readonly slot: string;
  readonly row: number;
  readonly spans: string;
  readonly errors: string;
}

/** How many spans fall into each cell of time × duration; row r begins at 2^(r / perOctave) nanoseconds. */
export function heatmapQuery(source: Source, rows: SpanRows, stepNs: bigint, perOctave: number): Fragment {
  const fields = spanFields(source);
  return sql`SELECT ${slotOf(source, stepNs)} AS slot, ${durationRow(fields, perOctave)} AS row,
    count() AS spans, countIf(${fields.isError}) AS errors
  FROM ${sourceTable(source)}
  WHERE ${spansWhere(source, rows)}
  GROUP BY 1, 2`;
}

function durationRow({ durationNs }: SpanFields, perOctave: number): Fragment {
  return sql`toUInt16(floor(log2(greatest(${durationNs}, 1)) * ${raw(String(perOctave))}))`;
}

/** A part of time × duration. Durations are nanoseconds, `maxNs` not in it. */
export interface Box {
  readonly range: SpanRows['range'];
  readonly minNs: bigint;
  readonly maxNs: bigint;
}

/** A row of `boxCountQuery`. */
export interface BoxCountRow {
  readonly inside: string;
  readonly outside: string;
}

/** How many of the spans are in a box, and how many are not. */
export function boxCountQuery(source: Source, rows: SpanRows, box: Box): Fragment {
  return sql`SELECT countIf(inside) AS inside, countIf(NOT inside) AS outside FROM (
    SELECT ${insideOf(source, box)} AS inside FROM ${sourceTable(source)} WHERE ${spansWhere(source, rows)})`;
}

/** A row of `boxValuesQuery`: 64-bit integers are text. */
export interface BoxValueRow {
  /** 1: of the spans in the box. */
  readonly inside: number;
  /** `own`: service, name, kind and status; else where the attribute is. */
  readonly scope: 'own' | 'attributes' | 'resource';
  readonly key: string;
  /** Never empty, but for the key `''`. */
  readonly value: string;
  readonly spans: string;
  /** Spans of the side that have the key, whatever its value. */
  readonly all: string;
}

/**
 * How often each value occurs in a sample: one of `every` spans in the box and outside of it, chosen by a hash, so that the
 * sample is spread as the spans are. Of each side and key the most frequent values. The own key `''` counts the
 * spans themselves.
 */
export function boxValuesQuery(
  source: Source,
  rows: SpanRows,
  box: Box,
  every: { readonly inside: bigint; readonly outside: bigint },
  mostValues: number,
): Fragment {
  const fields = spanFields(source);
  const own = (['service', 'name', 'kind', 'status'] as const).map(
    (name) => sql`('own', ${str(name)}, toString(${fields[name]}))`,
  );
  const inside = insideOf(source, box);
  const lot = sql`cityHash64(${epochNanos(source)}, ${fields.durationNs}, ${fields.spanId})`;
  const sampled = sql`${lot} % if(${inside}, ${param('UInt64', every.inside)}, ${param('UInt64', every.outside)}) = 0`;
  return sql`SELECT inside, item.1 AS scope, item.2 AS key, item.3 AS value, count() AS spans,
    sum(count()) OVER (PARTITION BY inside, item.1, item.2) AS all
  FROM (
    SELECT ${inside} AS inside, arrayConcat([('own', '', ''), ${join(own, ', ')}], ${items('attributes', source)}, ${items('resource', source)}) AS items
    FROM ${sourceTable(source)}
    WHERE ${and([spansWhere(source, rows), sampled])}
  )
  ARRAY JOIN items AS item
  WHERE item.3 != '' OR (item.1 = 'own' AND item.2 = '')
  GROUP BY 1, 2, 3, 4
  ORDER BY spans DESC
  LIMIT ${param('UInt64', mostValues)} BY inside, scope, key`;
}

/** Attributes as (scope, key, value), the value cut where it is long. */
function items(scope: 'attributes' | 'resource', source: Source): Fragment {
  const map = source[scope];
  if (map === undefined || !map.type.startsWith('Map('))
    return raw("CAST([], 'Array(Tuple(String, String, String))')");
  return sql`arrayMap((k, v) -> (${raw(`'${scope}'`)}, toString(k), substringUTF8(v, 1, 200)), mapKeys(${mapOf(map)}), mapValues(${mapOf(map)}))`;
}

function insideOf(source: Source, { range, minNs, maxNs }: Box): Fragment {
  const { durationNs } = spanFields(source);
  return and([
    ...withinRange({ ...source, timeBucket: undefined }, range),
    sql`${durationNs} >= ${param('UInt64', minNs)}`,
    sql`${durationNs} < ${param('UInt64', maxNs)}`,
  ]);
}

/** Which operation, as its spans are stored. */
export interface Operation {
  readonly service: string;
  readonly name: string;
  readonly kind: string;
}

/** A row of the queries for percentiles. */
export interface PercentileRow {
  readonly spans: string;
  /** Spans that were as quick or quicker; only where the spans were counted. */
  readonly quicker?: string;
  /** p50, p95 and p99, then the durations at `LEVELS` where they come from the rollup. */
  readonly durations: readonly number[];
}

/** From 0.005 to 0.995, and closer to the end. */
export const LEVELS: readonly number[] = [
  ...Array.from({ length: 199 }, (_, index) => (index + 1) / 200),
  ...[0.998, 0.999, 0.9995, 0.9999],
];

/** Durations of an operation, from the digests of the per-minute rollup. */
export function storedPercentileQuery(
  rollup: Source,
  operation: Operation,
  range: SpanRows['range'],
): Fragment {
  const levels = raw([0.5, 0.95, 0.99, ...LEVELS].join(', '));
  return sql`SELECT sum(Count) AS spans, quantilesTDigestMerge(${levels})(DurationQuantiles) AS durations
  FROM ${sourceTable(rollup)}
  WHERE ${and([...withinRange(rollup, range), isOperation(operation, spanFieldsOf(rollup))])}`;
}

/** The same from the spans. */
export function countedPercentileQuery(
  source: Source,
  operation: Operation,
  range: SpanRows['range'],
  durationNs: bigint,
): Fragment {
  const fields = spanFields(source);
  return sql`SELECT count() AS spans, countIf(${fields.durationNs} <= ${param('UInt64', durationNs)}) AS quicker,
    quantilesTDigest(0.5, 0.95, 0.99)(${fields.durationNs}) AS durations
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source), isOperation(operation, fields)])}`;
}

function spanFieldsOf({ service, spanName, spanKind }: Source) {
  const none = raw("''");
  return {
    service: service?.expression ?? none,
    name: spanName?.expression ?? none,
    kind: spanKind?.expression ?? none,
  };
}

function isOperation(
  { service, name, kind }: Operation,
  fields: Pick<SpanFields, 'service' | 'name' | 'kind'>,
): Fragment {
  return sql`${fields.service} = ${str(service)} AND ${fields.name} = ${str(name)} AND ${fields.kind} = ${str(kind)}`;
}

// A source says by which expressions of which table a signal's fields are read. Query builders ask it for columns.
import { type Fragment, ident, int, join, param, sql, str } from '#app/lib/sql/sql.ts';
import { SEVERITIES } from './severity.ts';

export type SourceKind = 'log' | 'trace' | 'metric' | 'session';

/** A column of the source's table, ALIAS and MATERIALIZED ones included. */
export interface SourceColumn {
  readonly name: string;
  /** As ClickHouse writes it, e.g. `LowCardinality(String)`, `Map(String, String)`, `JSON`. */
  readonly type: string;
}

/** A data skipping index, from `system.data_skipping_indices`. */
export interface SourceIndex {
  readonly name: string;
  /** `text`, `bloom_filter`, `tokenbf_v1`, `minmax`, … */
  readonly type: string;
  /** With its arguments: `text(tokenizer = 'splitByNonAlpha')`. */
  readonly typeFull: string;
  /** As ClickHouse prints it, e.g. `lower(Body)`, `mapValues(LogAttributes)`. */
  readonly expression: string;
}

/** Where a field's key/value pairs are: one map (or JSON) per scope. */
export interface SourceAttributes {
  readonly expression: Fragment;
  /** The ClickHouse type of the expression: `Map(…)` or `JSON(…)`. */
  readonly type: string;
  /** The column's name when the expression is a plain column; indexes are found by it. */
  readonly column: string | undefined;
  /** Keys seen lately. Not complete: a key that is not here may still have rows. */
  readonly keys: ReadonlySet<string>;
}

/** Small tables that answer for the big one. Only Maple's own tables have them. */
export interface SourceRollups {
  /** Rows per minute, service and severity: columns of `otel_logs_volume_1m`. */
  readonly volume: Fragment | undefined;
  /** Keys and values per quarter of an hour: columns of `otel_attributes_15m`. */
  readonly attributes: Fragment;
  /** The value of `Signal` in `attributes`. */
  readonly signal: 'logs' | 'traces';
}

/** A field of the source by its semantic role. `type` is the ClickHouse type of the expression. */
export interface SourceField {
  readonly expression: Fragment;
  readonly type: string;
  /** The column's name when the expression is a plain column. */
  readonly column: string | undefined;
}

/** A coarser, monotonic function of time: of the row's timestamp, or of a point in nanoseconds since the epoch. */
export type TimeBucket = (atNs?: bigint) => Fragment;

/**
 * How rows are read from one table. Every member is an expression over that table's columns, vetted when the source was
 * saved. A role that the table does not have is undefined.
 */
export interface Source {
  /** `logs` and `traces` are the built-in ones. */
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly database: string;
  readonly table: string;
  /** Holds for every row of the source: `tableFilterExpression`. */
  readonly filter: Fragment | undefined;
  /** `DateTime` or `DateTime64(n)`. */
  readonly timestamp: SourceField;
  /** A coarser, monotonic function of the timestamp by which the table is ordered first, if it is. */
  readonly timeBucket: TimeBucket | undefined;
  /**
   * UInt64 that tells rows of the same timestamp apart. In a table without an id of its own it is a hash of all columns, so
   * only identical rows share it.
   */
  readonly rowId: Fragment;
  /** Whether `rowId` is given at arrival and rises with it (Maple's own log table): live tail reads by it. */
  readonly rowIdIsArrival: boolean;
  readonly service: SourceField | undefined;
  readonly severity: SourceField | undefined;
  readonly severityNumber: SourceField | undefined;
  /** The implicit column: what words without a field are about. */
  readonly body: SourceField | undefined;
  readonly traceId: SourceField | undefined;
  readonly spanId: SourceField | undefined;
  readonly eventName: SourceField | undefined;
  readonly scopeName: SourceField | undefined;
  readonly scopeVersion: SourceField | undefined;
  /** Spans. */
  readonly spanName: SourceField | undefined;
  readonly spanKind: SourceField | undefined;
  readonly parentSpanId: SourceField | undefined;
  readonly statusCode: SourceField | undefined;
  readonly statusMessage: SourceField | undefined;
  readonly duration: (SourceField & { readonly unit: 'ns' | 'us' | 'ms' | 's' }) | undefined;
  /** Sessions. */
  readonly sessionId: SourceField | undefined;
  /** The record's or span's own attributes. */
  readonly attributes: SourceAttributes | undefined;
  readonly resource: SourceAttributes | undefined;
  readonly scope: SourceAttributes | undefined;
  /** All columns of the table, in its order. */
  readonly columns: readonly SourceColumn[];
  readonly indexes: readonly SourceIndex[];
  readonly rollups: SourceRollups | undefined;
}

/** All that a source may lack: what a table made of a few columns begins with. */
export const NO_ROLES = {
  filter: undefined,
  timeBucket: undefined,
  rowIdIsArrival: false,
  service: undefined,
  severity: undefined,
  severityNumber: undefined,
  body: undefined,
  traceId: undefined,
  spanId: undefined,
  eventName: undefined,
  scopeName: undefined,
  scopeVersion: undefined,
  spanName: undefined,
  spanKind: undefined,
  parentSpanId: undefined,
  statusCode: undefined,
  statusMessage: undefined,
  duration: undefined,
  sessionId: undefined,
  attributes: undefined,
  resource: undefined,
  scope: undefined,
  rollups: undefined,
} as const satisfies Partial<Source>;

/** The source's table, qualified and quoted. */
export function sourceTable(source: Pick<Source, 'database' | 'table'>): Fragment {
  return ident(source.database, source.table);
}

/** The level of a row, one of `SEVERITY_LEVELS`: `severityLevel` in SQL. */
export function severityLevelSql(source: {
  readonly severity: Fragment;
  readonly severityNumber: Fragment;
}): Fragment {
  const word = sql`lower(${source.severity})`;
  const byNumber = SEVERITIES.map(
    ({ level, least }) => sql`${source.severityNumber} >= ${int(least)}, ${str(level)}`,
  );
  const byWord = SEVERITIES.map(
    ({ level, words }) => sql`has(${param('Array(String)', words)}, ${word}), ${str(level)}`,
  );
  return sql`multiIf(${join([...byNumber, ...byWord, sql`${str('unset')}`], ', ')})`;
}

// Test support: tables of four kinds with a row each in JavaScript and in ClickHouse, their sources and their models.
import { type Fragment, ident, raw, sql, str } from '#app/lib/sql/sql.ts';
import { NO_ROLES, type Source, type SourceField, type SourceIndex } from '#app/lib/telemetry/source.ts';
import type { Model, ModelRow, ModelType, ModelValue } from './evaluate.ts';

/** A table to search in: how it is made, described and understood. */
export interface SearchTable {
  readonly name: string;
  /** Columns with their ClickHouse types and what they are to the evaluator; in the table's order. */
  readonly columns: readonly (readonly [name: string, type: string, model: ModelType])[];
  readonly indexes: readonly string[];
  readonly source: Omit<Source, 'columns' | 'indexes' | 'database' | 'table' | 'timestamp' | 'rowId'>;
  readonly model: Omit<Model, 'columns'>;
}

const TEXT_MAP = 'Map(LowCardinality(String), String)';
const items = (map: string) => `CAST(CAST(${map}, 'Array(Tuple(String, String))'), 'Array(String)')`;

const field = (column: string, type: string): SourceField => ({ expression: ident(column), type, column });
const map = (column: string, keys: readonly string[], type = TEXT_MAP) => ({
  expression: ident(column),
  type,
  column,
  keys: new Set(keys),
});

export const KEYS = {
  attributes: ['http.status_code', 'http.route', 'user.id', 'latency', 'size', 'odd key', 'both', 'empty'],
  resource: ['k8s.pod.name', 'host.name', 'both', 'service.version'],
  scope: ['lib'],
} as const;

/** Like `otel_logs`, with all of its indexes. */
export const logsTable: SearchTable = {
  name: 'logs',
  columns: [
    ['Id', 'UInt64', 'integer'],
    ['Timestamp', 'DateTime64(9)', 'time9'],
    ['TraceId', 'String', 'text'],
    ['SpanId', 'String', 'text'],
    ['TraceFlags', 'UInt8', 'integer'],
    ['SeverityText', 'LowCardinality(String)', 'text'],
    ['SeverityNumber', 'UInt8', 'integer'],
    ['ServiceName', 'LowCardinality(String)', 'text'],
    ['Body', 'String', 'text'],
    ['ResourceAttributes', TEXT_MAP, 'map'],
    ['ScopeName', 'String', 'text'],
    ['ScopeAttributes', TEXT_MAP, 'map'],
    ['LogAttributes', TEXT_MAP, 'map'],
    ['EventName', 'String', 'text'],
  ],
  indexes: [
    "INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')",
    'INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1',
    'INDEX idx_attributes mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
    `INDEX idx_attribute_items ${items('LogAttributes')} TYPE text(tokenizer = 'array')`,
    `INDEX idx_resource_items ${items('ResourceAttributes')} TYPE text(tokenizer = 'array')`,
    "INDEX idx_attribute_keys mapKeys(LogAttributes) TYPE text(tokenizer = 'array')",
    "INDEX idx_resource_keys mapKeys(ResourceAttributes) TYPE text(tokenizer = 'array')",
    'INDEX idx_id Id TYPE minmax',
  ],
  source: {
    ...NO_ROLES,
    id: 'logs',
    name: 'Logs',
    kind: 'log',
    rowIdIsArrival: true,
    service: field('ServiceName', 'LowCardinality(String)'),
    severity: field('SeverityText', 'LowCardinality(String)'),
    severityNumber: field('SeverityNumber', 'UInt8'),
    body: field('Body', 'String'),
    traceId: field('TraceId', 'String'),
    spanId: field('SpanId', 'String'),
    eventName: field('EventName', 'String'),
    scopeName: field('ScopeName', 'String'),
    attributes: map('LogAttributes', KEYS.attributes),
    resource: map('ResourceAttributes', KEYS.resource),
    scope: map('ScopeAttributes', KEYS.scope),
  },
  model: {
    own: {
      service: { column: 'ServiceName' },
      'service.name': { column: 'ServiceName' },
      service_name: { column: 'ServiceName' },
      body: { column: 'Body' },
      message: { column: 'Body' },
      trace_id: { column: 'TraceId', reading: 'hex' },
      traceId: { column: 'TraceId', reading: 'hex' },
      span_id: { column: 'SpanId', reading: 'hex' },
      event: { column: 'EventName' },
      'event.name': { column: 'EventName' },
      scope_name: { column: 'ScopeName' },
      'scope.name': { column: 'ScopeName' },
      severity_number: { column: 'SeverityNumber' },
      timestamp: { column: 'Timestamp' },
    },
    level: { text: 'SeverityText', number: 'SeverityNumber' },
    body: 'Body',
    attributes: 'LogAttributes',
    resource: 'ResourceAttributes',
    scope: 'ScopeAttributes',
  },
};

/** The same rows with the indexes that others give such a table: Bloom filters of tokens, keys and values. */
export const bloomTable: SearchTable = {
  ...logsTable,
  name: 'bloom_logs',
  indexes: [
    'INDEX idx_body lower(Body) TYPE tokenbf_v1(4096, 3, 0) GRANULARITY 1',
    'INDEX idx_service ServiceName TYPE set(10) GRANULARITY 1',
    'INDEX idx_keys mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX idx_values mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX idx_rkeys mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX idx_rvalues mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
  ],
};

/** Like `otel_traces`. */
export const spansTable: SearchTable = {
  name: 'spans',
  columns: [
    ['Id', 'UInt64', 'integer'],
    ['Timestamp', 'DateTime64(9)', 'time9'],
    ['TraceId', 'String', 'text'],
    ['ParentSpanId', 'String', 'text'],
    ['SpanName', 'LowCardinality(String)', 'text'],
    ['SpanKind', 'LowCardinality(String)', 'text'],
    ['ServiceName', 'LowCardinality(String)', 'text'],
    ['ResourceAttributes', TEXT_MAP, 'map'],
    ['SpanAttributes', TEXT_MAP, 'map'],
    ['Duration', 'UInt64', 'integer'],
    ['StatusCode', 'LowCardinality(String)', 'text'],
    ['StatusMessage', 'String', 'text'],
    ['Events.Name', 'Array(LowCardinality(String))', 'texts'],
    ['Events.Attributes', `Array(${TEXT_MAP})`, 'maps'],
  ],
  indexes: [
    'INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1',
    'INDEX idx_attributes mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX idx_duration Duration TYPE minmax GRANULARITY 1',
    `INDEX idx_attribute_items ${items('SpanAttributes')} TYPE text(tokenizer = 'array')`,
    `INDEX idx_resource_items ${items('ResourceAttributes')} TYPE text(tokenizer = 'array')`,
    "INDEX idx_attribute_keys mapKeys(SpanAttributes) TYPE text(tokenizer = 'array')",
    "INDEX idx_resource_keys mapKeys(ResourceAttributes) TYPE text(tokenizer = 'array')",
    "INDEX idx_event_names Events.Name TYPE text(tokenizer = 'array')",
  ],
  source: {
    ...NO_ROLES,
    id: 'traces',
    name: 'Traces',
    kind: 'trace',
    service: field('ServiceName', 'LowCardinality(String)'),
    body: field('SpanName', 'LowCardinality(String)'),
    traceId: field('TraceId', 'String'),
    parentSpanId: field('ParentSpanId', 'String'),
    spanName: field('SpanName', 'LowCardinality(String)'),
    spanKind: field('SpanKind', 'LowCardinality(String)'),
    statusCode: field('StatusCode', 'LowCardinality(String)'),
    statusMessage: field('StatusMessage', 'String'),
    duration: { ...field('Duration', 'UInt64'), unit: 'ns' },
    attributes: map('SpanAttributes', KEYS.attributes),
    resource: map('ResourceAttributes', KEYS.resource),
  },
  model: {
    own: {
      service: { column: 'ServiceName' },
      name: { column: 'SpanName' },
      body: { column: 'SpanName' },
      kind: { column: 'SpanKind', reading: 'caseless' },
      status: { column: 'StatusCode', reading: 'caseless' },
      status_message: { column: 'StatusMessage' },
      trace_id: { column: 'TraceId', reading: 'hex' },
      parent_span_id: { column: 'ParentSpanId', reading: 'hex' },
      duration: { column: 'Duration', unit: 1n },
      root: { column: 'ParentSpanId', reading: 'empty' },
      event: { column: 'Events.Name' },
      'event.name': { column: 'Events.Name' },
      'exception.type': { column: 'Events.Attributes', key: 'exception.type' },
      'exception.message': { column: 'Events.Attributes', key: 'exception.message' },
      timestamp: { column: 'Timestamp' },
    },
    events: 'Events.Attributes',
    level: undefined,
    body: 'SpanName',
    attributes: 'SpanAttributes',
    resource: 'ResourceAttributes',
    scope: undefined,
  },
};

/** Somebody else's table: no maps as attributes, no indexes, all sorts of types. */
export const plainTable: SearchTable = {
  name: 'plain',
  columns: [
    ['Id', 'UInt64', 'integer'],
    ['at', "DateTime64(3, 'UTC')", 'time3'],
    ['note', 'Nullable(String)', 'text'],
    ['sev', 'LowCardinality(Nullable(String))', 'text'],
    ['svc', 'LowCardinality(String)', 'text'],
    ['code', 'FixedString(6)', 'text'],
    ['colour', "Enum8('red' = 1, 'green' = 2, 'it''s (blue)' = 3)", 'text'],
    ['uid', 'UUID', 'text'],
    ['ip', 'IPv4', 'text'],
    ['n', 'Int32', 'integer'],
    ['big', 'UInt64', 'integer'],
    ['maybe', 'Nullable(Int64)', 'integer'],
    ['ratio', 'Float64', 'float'],
    ['small', 'Float32', 'float32'],
    ['ok', 'Bool', 'bool'],
    ['okay', 'Nullable(Bool)', 'bool'],
    ['took', 'Float64', 'float'],
    ['seen', "Nullable(DateTime('UTC'))", 'time0'],
    ['tags', 'Array(String)', 'texts'],
    ['nums', 'Array(Int32)', 'integers'],
    ['labels', 'Map(String, String)', 'map'],
  ],
  indexes: [],
  source: {
    ...NO_ROLES,
    id: 'plain',
    name: 'Plain',
    kind: 'log',
    service: field('svc', 'LowCardinality(String)'),
    severity: field('sev', 'LowCardinality(Nullable(String))'),
    body: field('note', 'Nullable(String)'),
    duration: { ...field('took', 'Float64'), unit: 'ms' },
  },
  model: {
    own: {
      service: { column: 'svc' },
      body: { column: 'note' },
      duration: { column: 'took', unit: 1_000_000n },
      timestamp: { column: 'at' },
    },
    level: { text: 'sev', number: undefined },
    body: 'note',
    attributes: undefined,
    resource: undefined,
    scope: undefined,
  },
};

/** Attributes in JSON columns. */
export const jsonTable: SearchTable = {
  name: 'json_logs',
  columns: [
    ['Id', 'UInt64', 'integer'],
    ['Timestamp', 'DateTime64(9)', 'time9'],
    ['Body', 'String', 'text'],
    ['Level', 'String', 'text'],
    ['Number', 'Int32', 'integer'],
    ['Attributes', 'JSON', 'map'],
    ['Resource', 'JSON(max_dynamic_paths = 2)', 'map'],
  ],
  indexes: [],
  source: {
    ...NO_ROLES,
    id: 'json',
    name: 'JSON',
    kind: 'log',
    severity: field('Level', 'String'),
    severityNumber: field('Number', 'Int32'),
    body: field('Body', 'String'),
    attributes: map('Attributes', KEYS.attributes, 'JSON'),
    resource: map('Resource', KEYS.resource, 'JSON(max_dynamic_paths = 2)'),
  },
  model: {
    own: {
      body: { column: 'Body' },
      timestamp: { column: 'Timestamp' },
      severity_number: { column: 'Number' },
    },
    level: { text: 'Level', number: 'Number' },
    body: 'Body',
    attributes: 'Attributes',
    resource: 'Resource',
    scope: undefined,
  },
};

const DATABASE = 'search_tests';

/** The engine of a test. */
export interface TestDatabase {
  readonly url: string;
  readonly clickhouse: {
    command(statement: Fragment): Promise<void>;
    query<Row>(statement: Fragment): Promise<{ rows: Row[] }>;
  };
}

/**
 * Makes the table with granules of a few rows, so that its indexes have something to skip, and fills it in two parts of which
 * one is merged. Answers the source as it is found, indexes included.
 */
export async function createTable(
  { clickhouse, url }: TestDatabase,
  table: SearchTable,
  rows: readonly ModelRow[],
): Promise<Source> {
  const name = ident(DATABASE, table.name);
  const columns = table.columns.map(([column, type]) => `\`${column}\` ${type}`);
  await clickhouse.command(sql`CREATE DATABASE IF NOT EXISTS ${ident(DATABASE)}`);
  await clickhouse.command(sql`DROP TABLE IF EXISTS ${name}`);
  await clickhouse.command(
    sql`CREATE TABLE ${name} (${raw([...columns, ...table.indexes].join(', '))}) ENGINE = MergeTree ORDER BY Id SETTINGS index_granularity = 8`,
  );
  const third = Math.ceil(rows.length / 3);
  for (const [from, to] of [
    [0, third],
    [third, 2 * third],
  ] as const)
    await insert(url, table, rows.slice(from, to));
  await clickhouse.command(sql`OPTIMIZE TABLE ${name} FINAL`);
  await insert(url, table, rows.slice(2 * third));
  const found = await clickhouse.query<SourceIndex>(
    sql`SELECT name, type, type_full AS typeFull, expr AS expression FROM system.data_skipping_indices WHERE database = ${str(DATABASE)} AND table = ${str(table.name)}`,
  );
  return sourceOf(table, found.rows);
}

/** The source without asking a database: with the indexes as they were written. */
export function tableSource(table: SearchTable): Source {
  return sourceOf(
    table,
    table.indexes.flatMap((index) => {
      const match = /^INDEX (\w+) (.*) TYPE ((\w+)(?:\(.*?\))?)(?: GRANULARITY \d+)?$/.exec(index);
      const [, name = '', expression = '', typeFull = '', type = ''] = match ?? [];
      return match ? [{ name, type, typeFull, expression }] : [];
    }),
  );
}

function sourceOf(table: SearchTable, indexes: readonly SourceIndex[]): Source {
  const time = table.columns.find(([, , model]) => model.startsWith('time'));
  return {
    ...table.source,
    database: DATABASE,
    table: table.name,
    timestamp: field(time?.[0] ?? '', time?.[1] ?? ''),
    rowId: ident('Id'),
    columns: table.columns.map(([name, type]) => ({ name, type })),
    indexes,
  };
}

/** The evaluator's view of the table. */
export function modelOf(table: SearchTable): Model {
  return {
    ...table.model,
    columns: Object.fromEntries(table.columns.map(([name, , model]) => [name, model])),
  };
}

async function insert(url: string, table: SearchTable, rows: readonly ModelRow[]): Promise<void> {
  const types = new Map(table.columns.map(([name, , model]) => [name, model]));
  const lines = rows.map((row) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value, types.get(name))])),
    ),
  );
  const query = `INSERT INTO ${DATABASE}.${table.name} SETTINGS date_time_input_format = 'best_effort' FORMAT JSONEachRow`;
  const response = await fetch(`${url}/?query=${encodeURIComponent(query)}`, {
    method: 'POST',
    body: lines.join('\n'),
  });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
}

function plain(value: ModelValue, type: ModelType | undefined): unknown {
  if (type?.startsWith('time') && typeof value === 'bigint')
    return `${new Date(Number(value / 1_000_000n)).toISOString().slice(0, 19)}.${String(value % 1_000_000_000n).padStart(9, '0')}Z`;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value))
    return value.map((element) => (typeof element === 'bigint' ? Number(element) : element));
  return value;
}

/** `SELECT groupArray(Id)` of the rows that match. */
export function matchingIds(source: Source, condition: Fragment, number: number): Fragment {
  return sql`SELECT ${raw(String(number))} AS number, groupArray(Id) AS ids FROM ${ident(source.database, source.table)} WHERE ${condition}`;
}

// The catalogue of telemetry tables: the columns that are inserted, exactly those the stock clickhouseexporter writes.

import type { ColumnType } from '#app/lib/native/types.ts';

/** One column of an insert. The table may hold a compatible type, e.g. `LowCardinality(String)` for `String`. */
export interface InsertColumn {
  readonly name: string;
  /** The type the values are sent as; ClickHouse converts to the type of the table. */
  readonly type: ColumnType;
}

const ATTRIBUTES = 'Map(String, String)';
const TIME = 'DateTime64(9)';

const METRIC_COMMON = [
  { name: 'ResourceAttributes', type: ATTRIBUTES },
  { name: 'ResourceSchemaUrl', type: 'String' },
  { name: 'ScopeName', type: 'String' },
  { name: 'ScopeVersion', type: 'String' },
  { name: 'ScopeAttributes', type: ATTRIBUTES },
  { name: 'ScopeDroppedAttrCount', type: 'UInt32' },
  { name: 'ScopeSchemaUrl', type: 'String' },
  { name: 'ServiceName', type: 'String' },
  { name: 'MetricName', type: 'String' },
  { name: 'MetricDescription', type: 'String' },
  { name: 'MetricUnit', type: 'String' },
  { name: 'Attributes', type: ATTRIBUTES },
  { name: 'StartTimeUnix', type: TIME },
  { name: 'TimeUnix', type: TIME },
] as const satisfies readonly InsertColumn[];

const EXEMPLARS = [
  { name: 'Exemplars.FilteredAttributes', type: 'Array(Map(String, String))' },
  { name: 'Exemplars.TimeUnix', type: 'Array(DateTime64(9))' },
  { name: 'Exemplars.Value', type: 'Array(Float64)' },
  { name: 'Exemplars.SpanId', type: 'Array(String)' },
  { name: 'Exemplars.TraceId', type: 'Array(String)' },
] as const satisfies readonly InsertColumn[];

/** Columns of every telemetry table in insert order. Times are nanoseconds since 1970 in UTC. */
export const TELEMETRY_TABLES = {
  otel_logs: [
    { name: 'Timestamp', type: TIME },
    { name: 'TraceId', type: 'String' },
    { name: 'SpanId', type: 'String' },
    { name: 'TraceFlags', type: 'UInt8' },
    { name: 'SeverityText', type: 'String' },
    { name: 'SeverityNumber', type: 'UInt8' },
    { name: 'ServiceName', type: 'String' },
    { name: 'Body', type: 'String' },
    { name: 'ResourceSchemaUrl', type: 'String' },
    { name: 'ResourceAttributes', type: ATTRIBUTES },
    { name: 'ScopeSchemaUrl', type: 'String' },
    { name: 'ScopeName', type: 'String' },
    { name: 'ScopeVersion', type: 'String' },
    { name: 'ScopeAttributes', type: ATTRIBUTES },
    { name: 'LogAttributes', type: ATTRIBUTES },
    { name: 'EventName', type: 'String' },
  ],
  otel_traces: [
    { name: 'Timestamp', type: TIME },
    { name: 'TraceId', type: 'String' },
    { name: 'SpanId', type: 'String' },
    { name: 'ParentSpanId', type: 'String' },
    { name: 'TraceState', type: 'String' },
    { name: 'SpanName', type: 'String' },
    { name: 'SpanKind', type: 'String' },
    { name: 'ServiceName', type: 'String' },
    { name: 'ResourceAttributes', type: ATTRIBUTES },
    { name: 'ScopeName', type: 'String' },
    { name: 'ScopeVersion', type: 'String' },
    { name: 'SpanAttributes', type: ATTRIBUTES },
    { name: 'Duration', type: 'UInt64' },
    { name: 'StatusCode', type: 'String' },
    { name: 'StatusMessage', type: 'String' },
    { name: 'Events.Timestamp', type: 'Array(DateTime64(9))' },
    { name: 'Events.Name', type: 'Array(String)' },
    { name: 'Events.Attributes', type: 'Array(Map(String, String))' },
    { name: 'Links.TraceId', type: 'Array(String)' },
    { name: 'Links.SpanId', type: 'Array(String)' },
    { name: 'Links.TraceState', type: 'Array(String)' },
    { name: 'Links.Attributes', type: 'Array(Map(String, String))' },
  ],
  otel_metrics_gauge: [
    ...METRIC_COMMON,
    { name: 'Value', type: 'Float64' },
    { name: 'Flags', type: 'UInt32' },
    ...EXEMPLARS,
  ],
  otel_metrics_sum: [
    ...METRIC_COMMON,
    { name: 'Value', type: 'Float64' },
    { name: 'Flags', type: 'UInt32' },
    ...EXEMPLARS,
    { name: 'AggregationTemporality', type: 'Int32' },
    { name: 'IsMonotonic', type: 'Bool' },
  ],
  otel_metrics_histogram: [
    ...METRIC_COMMON,
    { name: 'Count', type: 'UInt64' },
    { name: 'Sum', type: 'Float64' },
    { name: 'BucketCounts', type: 'Array(UInt64)' },
    { name: 'ExplicitBounds', type: 'Array(Float64)' },
    ...EXEMPLARS,
    { name: 'Flags', type: 'UInt32' },
    { name: 'Min', type: 'Float64' },
    { name: 'Max', type: 'Float64' },
    { name: 'AggregationTemporality', type: 'Int32' },
  ],
  otel_metrics_exponential_histogram: [
    ...METRIC_COMMON,
    { name: 'Count', type: 'UInt64' },
    { name: 'Sum', type: 'Float64' },
    { name: 'Scale', type: 'Int32' },
    { name: 'ZeroCount', type: 'UInt64' },
    { name: 'PositiveOffset', type: 'Int32' },
    { name: 'PositiveBucketCounts', type: 'Array(UInt64)' },
    { name: 'NegativeOffset', type: 'Int32' },
    { name: 'NegativeBucketCounts', type: 'Array(UInt64)' },
    ...EXEMPLARS,
    { name: 'Flags', type: 'UInt32' },
    { name: 'Min', type: 'Float64' },
    { name: 'Max', type: 'Float64' },
    { name: 'AggregationTemporality', type: 'Int32' },
  ],
  otel_metrics_summary: [
    ...METRIC_COMMON,
    { name: 'Count', type: 'UInt64' },
    { name: 'Sum', type: 'Float64' },
    { name: 'ValueAtQuantiles.Quantile', type: 'Array(Float64)' },
    { name: 'ValueAtQuantiles.Value', type: 'Array(Float64)' },
    { name: 'Flags', type: 'UInt32' },
  ],
} as const satisfies Record<string, readonly InsertColumn[]>;

/** The name of a telemetry table. */
export type TelemetryTable = keyof typeof TELEMETRY_TABLES;

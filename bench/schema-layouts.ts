// The table layouts that the schema benchmark compares, as changes to what the migrations make.

/** One layout: statements run before the rows go in, in a database that has the migrated tables. */
export interface Layout {
  readonly name: string;
  /** Statements for the database `d`. `ddl` is what the migrations made of the big table. */
  readonly change: (d: string, ddl: string) => string[];
  /** Whether the views stay, so that their cost is part of the insert. */
  readonly views?: boolean;
}

const logs = (d: string) => `ALTER TABLE ${d}.otel_logs`;
const ITEMS = "arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(LogAttributes, 'Array(Tuple(String, String))'))";

/** Layouts of otel_logs. The first is the reference of the ratios. */
export const LOG_LAYOUTS: readonly Layout[] = [
  { name: 'chosen', change: () => [] },
  { name: 'chosen, with rollups', change: () => [], views: true },
  { name: 'without the text index', change: (d) => [`${logs(d)} DROP INDEX idx_body`] },
  { name: 'without attribute index', change: (d) => [`${logs(d)} DROP INDEX idx_attributes`] },
  {
    name: 'text index on key=value',
    change: (d) => [
      `${logs(d)} DROP INDEX idx_attributes`,
      `${logs(d)} ADD COLUMN Items Array(String) ALIAS ${ITEMS}`,
      `${logs(d)} ADD INDEX idx_items Items TYPE text(tokenizer = 'array')`,
    ],
  },
  {
    name: 'text index on the trace id',
    change: (d) => [
      `${logs(d)} DROP INDEX idx_trace_id`,
      `${logs(d)} ADD INDEX idx_trace_id TraceId TYPE text(tokenizer = 'array')`,
    ],
  },
  {
    name: 'service first, tokenbf',
    change: (d, ddl) => [
      `DROP TABLE ${d}.otel_logs SYNC`,
      ddl
        .replace(/ORDER BY \(.*\)/, 'ORDER BY (ServiceName, toDateTime(Timestamp), Timestamp)')
        .replace(
          /INDEX idx_body .*/,
          'INDEX idx_body lower(Body) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1,',
        ),
    ],
  },
];

/** Layouts of otel_traces. */
export const SPAN_LAYOUTS: readonly Layout[] = [
  { name: 'chosen', change: () => [] },
  { name: 'chosen, with rollups', change: () => [], views: true },
  {
    name: 'service and name first',
    change: (d, ddl) => [
      `DROP TABLE ${d}.otel_traces SYNC`,
      ddl.replace(/ORDER BY \(.*\)/, 'ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))'),
    ],
  },
];

/** Layouts of otel_metrics_gauge. */
export const GAUGE_LAYOUTS: readonly Layout[] = [
  { name: 'chosen', change: () => [] },
  {
    name: "the exporter's order key",
    change: (d, ddl) => [
      `DROP TABLE ${d}.otel_metrics_gauge SYNC`,
      ddl.replace(
        /ORDER BY \(.*\)/,
        'ORDER BY (ServiceName, MetricName, Attributes, toUnixTimestamp64Nano(TimeUnix))',
      ),
    ],
  },
];

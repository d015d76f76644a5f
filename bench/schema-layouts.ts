// The table layouts that the schema benchmark compares, as changes to what the migrations make.
import { migrationsFor } from './schema-engine.ts';

/** One layout: statements run before the rows go in, in a database that has the migrated tables. */
export interface Layout {
  readonly name: string;
  /** Statements for the database `d`. `ddl` is what the migrations first made of the big table. */
  readonly change: (d: string, ddl: string) => string[];
  /** Whether the views stay, so that their cost is part of the insert. */
  readonly views?: boolean;
  /** Whether attributes are asked for by the map and not by the items. */
  readonly asksMap?: boolean;
}

const logs = (d: string) => `ALTER TABLE ${d}.otel_logs`;
const without = (d: string, ...indexes: string[]) => indexes.map((name) => `${logs(d)} DROP INDEX ${name}`);
const ITEMS = ['idx_attribute_items', 'idx_resource_items'];
const ADDED = [...ITEMS, 'idx_attribute_keys', 'idx_resource_keys', 'idx_id'];

/** Layouts of otel_logs. The first is the reference of the ratios. */
export const LOG_LAYOUTS: readonly Layout[] = [
  { name: 'chosen', change: () => [] },
  { name: 'chosen, with rollups', change: () => [], views: true },
  { name: 'without the new indexes', asksMap: true, change: (d) => without(d, ...ADDED) },
  { name: 'without attribute indexes', asksMap: true, change: (d) => without(d, ...ADDED, 'idx_attributes') },
  { name: 'without the filter on values', change: (d) => without(d, 'idx_attributes') },
  { name: 'without the text index', change: (d) => without(d, 'idx_body') },
  {
    name: 'filters on pairs',
    change: (d) => [
      ...without(d, ...ITEMS, 'idx_attributes'),
      `${logs(d)} ADD INDEX idx_items LogAttributeItems TYPE bloom_filter(0.01) GRANULARITY 1`,
      `${logs(d)} ADD INDEX idx_resource ResourceAttributeItems TYPE bloom_filter(0.01) GRANULARITY 1`,
    ],
  },
  {
    name: 'filter on pairs, text on the resource',
    change: (d) => [
      ...without(d, 'idx_attribute_items', 'idx_attributes'),
      `${logs(d)} ADD INDEX idx_items LogAttributeItems TYPE bloom_filter(0.01) GRANULARITY 1`,
    ],
  },
  {
    name: 'granules of 2048',
    change: (d, ddl) => [
      `DROP TABLE ${d}.otel_logs SYNC`,
      ddl.replace('SETTINGS ', 'SETTINGS index_granularity = 2048, '),
      ...migrationsFor(d).filter((statement) => statement.startsWith(`ALTER TABLE \`${d}\`.\`otel_logs\``)),
    ],
  },
  {
    name: 'service first, tokenbf',
    asksMap: true,
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

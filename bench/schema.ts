// Schema benchmark: what each table layout costs to write, takes on disk and gives back, as ratios to the chosen one.
// All times are CPU time of the engine, which runs in this process: other programs on the machine change them little.
//   node bench/schema.ts [--rows 1000000] [--only logs|traces|metrics]
import { parseArgs } from 'node:util';
import { END, gaugeRows, logRows, requestId, spanRows } from './schema-data.ts';
import { migrationsFor, openBenchEngine } from './schema-engine.ts';
import { GAUGE_LAYOUTS, type Layout, LOG_LAYOUTS, SPAN_LAYOUTS } from './schema-layouts.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, only: { type: 'string' } },
});
const ROWS = Number(values.rows);
/** Rows of one insert: what a busy group commit brings together. */
const BLOCK = 20_000;
const REPEATS = 5;

/** A query of every layout; undefined where a layout cannot answer it. */
type Question = readonly [name: string, text: (d: string, layout: Layout) => string | undefined];

const engine = openBenchEngine();
const { run, cpuMs } = engine;

const now = `fromUnixTimestamp(${END})`;
const newest = 'ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT 200';
const attribute = (layout: Layout, key: string, value: string) =>
  layout.asksMap
    ? `LogAttributes['${key}'] = ${value}`
    : `has(LogAttributeItems, toString(('${key}', ${value})))`;
const resource = (layout: Layout, key: string, value: string) =>
  layout.asksMap
    ? `ResourceAttributes['${key}'] = ${value}`
    : `has(ResourceAttributeItems, toString(('${key}', ${value})))`;
const either = (layout: Layout, key: string, value: string) =>
  `(${attribute(layout, key, value)} OR (NOT has(mapKeys(LogAttributes), '${key}') AND ${resource(layout, key, value)}))`;
/** A request in the middle of the day. */
const REQUEST = `(SELECT ${requestId(String(Math.floor(ROWS / 8)))})`;

const LOG_QUESTIONS: readonly Question[] = [
  [
    'latest 200',
    (d) => `SELECT * FROM ${d}.otel_logs WHERE Timestamp >= ${now} - INTERVAL 15 MINUTE ${newest}`,
  ],
  ['a rare word', (d) => `SELECT * FROM ${d}.otel_logs WHERE hasToken(lower(Body), 'zanzibar') ${newest}`],
  [
    'attribute = request id (4 hits)',
    (d, l) => `SELECT * FROM ${d}.otel_logs WHERE ${attribute(l, 'request.id', REQUEST)} ${newest}`,
  ],
  [
    'attribute = common value',
    (d, l) =>
      `SELECT count() FROM ${d}.otel_logs WHERE ${attribute(l, 'http.response.status_code', "'500'")}`,
  ],
  [
    'attribute of either map = request id',
    (d, l) => `SELECT * FROM ${d}.otel_logs WHERE ${either(l, 'request.id', REQUEST)} ${newest}`,
  ],
  [
    'attribute of either map = pod',
    (d, l) => `SELECT count() FROM ${d}.otel_logs WHERE ${either(l, 'k8s.pod.name', "'service-4-7'")}`,
  ],
  [
    'attribute exists',
    (d) => `SELECT count() FROM ${d}.otel_logs WHERE has(mapKeys(LogAttributes), 'feature.flag')`,
  ],
  [
    'by trace id',
    (d) =>
      `SELECT * FROM ${d}.otel_logs WHERE TraceId = (SELECT TraceId FROM src.otel_logs WHERE TraceId != '' LIMIT 1)`,
  ],
  [
    'histogram by severity',
    (d) =>
      `SELECT toStartOfFifteenMinutes(Timestamp) AS t, SeverityText, count() FROM ${d}.otel_logs GROUP BY ALL`,
  ],
  [
    'the same, one service',
    (d) =>
      `SELECT toStartOfFifteenMinutes(Timestamp) AS t, SeverityText, count() FROM ${d}.otel_logs WHERE ServiceName = 'service-4' GROUP BY ALL`,
  ],
  ['a facet', (d) => `SELECT LogAttributes['http.route'] AS v, count() FROM ${d}.otel_logs GROUP BY v`],
  [
    'histogram, from the rollup',
    (d, l) =>
      l.views
        ? `SELECT toStartOfFifteenMinutes(Minute) AS t, SeverityText, sum(Count) FROM ${d}.otel_logs_volume_1m GROUP BY ALL`
        : undefined,
  ],
  [
    'a facet, from the rollup',
    (d, l) =>
      l.views
        ? `SELECT Value, sum(Count) FROM ${d}.otel_attributes_15m WHERE Signal = 'logs' AND Scope = 'attributes' AND Key = 'http.route' GROUP BY ALL`
        : undefined,
  ],
];

const TRACE = '(SELECT any(TraceId) FROM (SELECT TraceId FROM src.otel_traces LIMIT 1 OFFSET 1000))';
const SERVICES = 'ServiceName, SpanName';
const SPAN_QUESTIONS: readonly Question[] = [
  [
    'latest 200',
    (d) => `SELECT * FROM ${d}.otel_traces WHERE Timestamp >= ${now} - INTERVAL 15 MINUTE ${newest}`,
  ],
  [
    'one operation of one service',
    (d) =>
      `SELECT * FROM ${d}.otel_traces WHERE ServiceName = 'service-4' AND SpanName = 'SELECT 1' ${newest}`,
  ],
  ['a trace, by the index', (d) => `SELECT * FROM ${d}.otel_traces WHERE TraceId = ${TRACE}`],
  [
    'a trace, by the lookup',
    (d, l) =>
      l.views
        ? `SELECT * FROM ${d}.otel_traces WHERE TraceId = ${TRACE}
    AND Timestamp >= (SELECT min(Start) FROM ${d}.otel_traces_trace_id_ts WHERE TraceId = ${TRACE})
    AND Timestamp <= (SELECT max(End) + 1 FROM ${d}.otel_traces_trace_id_ts WHERE TraceId = ${TRACE})`
        : undefined,
  ],
  [
    'services page',
    (d) =>
      `SELECT ${SERVICES}, count(), countIf(StatusCode = 'Error'), quantilesTDigest(0.5, 0.95, 0.99)(Duration) FROM ${d}.otel_traces GROUP BY ${SERVICES}`,
  ],
  [
    'services page, from the rollup',
    (d, l) =>
      l.views
        ? `SELECT ${SERVICES}, sum(Count), sum(Errors), quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles) FROM ${d}.otel_traces_red_1m GROUP BY ${SERVICES}`
        : undefined,
  ],
];

const GAUGE_QUESTIONS: readonly Question[] = [
  [
    'five minutes of a metric',
    (d) =>
      `SELECT Attributes, argMax(Value, TimeUnix) FROM ${d}.otel_metrics_gauge WHERE MetricName = 'shop.metric.7' AND TimeUnix >= ${now} - INTERVAL 5 MINUTE AND TimeUnix <= ${now} GROUP BY ALL`,
  ],
  [
    'a day of a metric',
    (d) =>
      `SELECT toStartOfFifteenMinutes(TimeUnix) AS t, avg(Value) FROM ${d}.otel_metrics_gauge WHERE MetricName = 'shop.metric.7' GROUP BY t`,
  ],
  [
    'a day of one series',
    (d) =>
      `SELECT TimeUnix, Value FROM ${d}.otel_metrics_gauge WHERE MetricName = 'shop.metric.7' AND ServiceName = 'service-3' AND Attributes['cpu'] = '3'`,
  ],
];

interface Result {
  readonly name: string;
  readonly figures: ReadonlyMap<string, number>;
}

function measure(table: string, layout: Layout, questions: readonly Question[], index: number): Result {
  const d = `${table}_${index}`;
  run(`CREATE DATABASE ${d}`);
  const statements = migrationsFor(d);
  for (const statement of statements) run(statement);
  const views = run(`SELECT name FROM system.tables WHERE database = '${d}' AND engine = 'MaterializedView'`);
  if (!layout.views) for (const view of views.split('\n')) run(`DROP VIEW ${d}.${view} SYNC`);
  const ddl = statements.find((statement) => statement.includes(`\`${d}\`.\`${table}\``)) ?? '';
  for (const statement of layout.change(d, ddl)) run(statement);

  const columns = run(
    `SELECT arrayStringConcat(groupArray(name), ', ') FROM system.columns WHERE database = 'src' AND table = '${table}'`,
  );
  const figures = new Map<string, number>();
  figures.set(
    'insert, CPU ms',
    cpuMs(
      `INSERT INTO ${d}.${table} (${columns}) SELECT ${columns} FROM src.${table} SETTINGS max_block_size = ${BLOCK},
      min_insert_block_size_rows = ${BLOCK}, min_insert_block_size_bytes = 0, max_insert_threads = 1, max_threads = 1`,
    ),
  );
  const tables = run(
    `SELECT name FROM system.tables WHERE database = '${d}' AND total_rows > 0 AND engine LIKE '%MergeTree'`,
  );
  figures.set(
    'merge, CPU ms',
    tables.split('\n').reduce((sum, name) => sum + cpuMs(`OPTIMIZE TABLE ${d}.${name} FINAL`), 0),
  );
  figures.set(
    'disk, MiB',
    Number(run(`SELECT sum(bytes_on_disk) / 1048576 FROM system.parts WHERE active AND database = '${d}'`)),
  );
  for (const [name, text] of questions) {
    const query = text(d, layout);
    if (query) figures.set(name, cpuMs(`${query} SETTINGS use_query_condition_cache = 0`, REPEATS));
  }
  run(`DROP DATABASE ${d} SYNC`);
  return { name: layout.name, figures };
}

/** A Markdown table: figures of the first layout, ratios to them for the others. */
function report(results: readonly Result[], questions: readonly Question[]): void {
  const reference = results[0]?.figures;
  console.log(
    `| | ${results.map(({ name }) => name).join(' | ')} |\n| --- |${' --- |'.repeat(results.length)}`,
  );
  for (const row of ['insert, CPU ms', 'merge, CPU ms', 'disk, MiB', ...questions.map(([name]) => name)]) {
    // A rollup answers the question of the same name, so its ratio is to that.
    const base = reference?.get(row) ?? reference?.get(ROLLUP_OF[row] ?? '');
    const cells = results.map(({ figures }, index) => {
      const value = figures.get(row);
      if (value === undefined || base === undefined) return '';
      return index === 0 ? value.toFixed(value < 100 ? 1 : 0) : `× ${(value / base).toFixed(2)}`;
    });
    console.log(`| ${row} | ${cells.join(' | ')} |`);
  }
}

const ROLLUP_OF: Readonly<Record<string, string>> = {
  'histogram, from the rollup': 'histogram by severity',
  'a facet, from the rollup': 'a facet',
  'a trace, by the lookup': 'a trace, by the index',
  'services page, from the rollup': 'services page',
};

const PARTS = [
  ['logs', 'otel_logs', logRows, LOG_LAYOUTS, LOG_QUESTIONS],
  ['traces', 'otel_traces', spanRows, SPAN_LAYOUTS, SPAN_QUESTIONS],
  ['metrics', 'otel_metrics_gauge', gaugeRows, GAUGE_LAYOUTS, GAUGE_QUESTIONS],
] as const;

try {
  run('CREATE DATABASE src');
  for (const [name, table, rows, layouts, questions] of PARTS) {
    if (values.only !== undefined && values.only !== name) continue;
    run(`CREATE TABLE src.${table} ENGINE = MergeTree ORDER BY tuple() AS ${rows(ROWS)}`);
    console.log(`\n${name}: ${ROWS.toLocaleString('en')} rows; queries in CPU ms, median of ${REPEATS}\n`);
    report(
      layouts.map((layout, index) => measure(table, layout, questions, index)),
      questions,
    );
  }
} finally {
  engine.close();
}

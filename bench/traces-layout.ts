// Layout benchmark of spans: order keys, granules and indexes of otel_traces, granules of the trace summaries, and what each
// view adds to an insert. CPU time of the engine, which runs in this process, as ratios to the layout of the migrations. The
// spans lie as densely as ten million a day, so a trace by its id costs what it costs there; counts grow with the rows.
//   node bench/traces-layout.ts [--rows 1000000] [--only text]
import { parseArgs } from 'node:util';
import { migrationsFor, openBenchEngine } from './schema-engine.ts';
import {
  BLOCK_SETTINGS,
  requestIdSql,
  SPAN_COLUMNS,
  SPANS_A_TRACE,
  spanSelect,
  traceIdSql,
} from './traces-data.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, only: { type: 'string', default: '' } },
});
const TRACES_A_DAY = 1_000_000;
const COUNT = Number(values.rows) / SPANS_A_TRACE;
const FROM = TRACES_A_DAY - COUNT;
const END_MS = Date.UTC(2026, 0, 16);
const REPEATS = 7;
const FAIR = 'SETTINGS use_query_condition_cache = 0';

interface Layout {
  readonly name: string;
  /** Statements for the database `d`; `ddl` is what the migrations made of the table at first. */
  readonly change: (d: string, ddl: string) => string[];
  readonly asksMap?: boolean;
}

const alter = (d: string, ...changes: string[]) =>
  changes.map((change) => `ALTER TABLE ${d}.otel_traces ${change}`);
const remade = (d: string, ddl: string) => [
  `DROP TABLE ${d}.otel_traces SYNC`,
  ddl,
  ...migrationsFor(d).filter((statement) => /^ALTER TABLE `\w+`\.`otel_traces`/.test(statement)),
];
const granules = (ddl: string, rows: number) =>
  ddl.replace('SETTINGS ', `SETTINGS index_granularity = ${rows}, `);
const byTrace = (ddl: string) =>
  ddl.replace(/ORDER BY \(.*\)/, 'ORDER BY (toStartOfFiveMinutes(Timestamp), TraceId)');
const ITEMS = ['idx_attribute_items', 'idx_resource_items', 'idx_attribute_keys', 'idx_resource_keys'];

/** The first is the reference of the ratios. */
const LAYOUTS: readonly Layout[] = [
  { name: 'chosen', change: () => [] },
  { name: 'granules of 2048', change: (d, ddl) => remade(d, granules(ddl, 2048)) },
  { name: 'bucket, trace', change: (d, ddl) => remade(d, byTrace(ddl)) },
  { name: 'bucket, trace; 2048', change: (d, ddl) => remade(d, granules(byTrace(ddl), 2048)) },
  {
    name: 'without the new indexes',
    asksMap: true,
    change: (d) => alter(d, ...ITEMS.map((name) => `DROP INDEX ${name}`)),
  },
  {
    name: 'text index on names',
    change: (d) => alter(d, `ADD INDEX idx_name lower(SpanName) TYPE text(tokenizer = 'splitByNonAlpha')`),
  },
  {
    name: 'text index on trace ids',
    change: (d) =>
      alter(d, 'DROP INDEX idx_trace_id', `ADD INDEX idx_trace TraceId TYPE text(tokenizer = 'array')`),
  },
];

type Question = readonly [name: string, text: (d: string, layout: Layout) => string];

const END = `fromUnixTimestamp64Milli(${END_MS}, 'UTC')`;
const BUCKET = 'toStartOfFiveMinutes(Timestamp)';
const NEWEST = `ORDER BY ${BUCKET} DESC, Timestamp DESC LIMIT 100`;
const LIST =
  'Timestamp, TraceId, SpanId, ParentSpanId, ServiceName, SpanName, SpanKind, StatusCode, Duration';
const list = (d: string, condition: string) =>
  `SELECT ${LIST} FROM ${d}.otel_traces WHERE ${condition} ${NEWEST}`;
const count = (d: string, condition: string) => `SELECT count() FROM ${d}.otel_traces WHERE ${condition}`;
const item = (layout: Layout, key: string, value: string) =>
  layout.asksMap
    ? `SpanAttributes['${key}'] = ${value}`
    : `has(SpanAttributeItems, toString(('${key}', ${value})))`;
const pod = (layout: Layout) =>
  layout.asksMap
    ? `ResourceAttributes['k8s.pod.name'] = 'service-7-3'`
    : `has(ResourceAttributeItems, toString(('k8s.pod.name', 'service-7-3')))`;
/** The spans of a trace that begins in the middle, its time known as the summaries tell it. */
const middle = FROM + Math.floor(COUNT / 2);
const ofTrace = (t: number, from: string, to: string) =>
  `TraceId = (SELECT ${traceIdSql(t)}) AND ${BUCKET} >= toStartOfFiveMinutes(${from}) AND ${BUCKET} <= ${to} AND Timestamp >= ${from} AND Timestamp <= ${to}`;
const at = `(${END} - toIntervalNanosecond(${Math.round(((TRACES_A_DAY - middle) * 86_400_000_000) / TRACES_A_DAY) * 1000}))`;

const QUESTIONS: readonly Question[] = [
  [
    'trace by id, whole',
    (d) => `SELECT * FROM ${d}.otel_traces WHERE ${ofTrace(middle, `${at} - 1`, `${at} + 20`)}`,
  ],
  [
    'trace by id, no time',
    (d) => `SELECT * FROM ${d}.otel_traces WHERE TraceId = (SELECT ${traceIdSql(middle)})`,
  ],
  ['latest 100', (d) => list(d, '1')],
  ['latest 100 roots', (d) => list(d, `ParentSpanId = ''`)],
  [
    'service, an hour',
    (d) => list(d, `ServiceName = 'service-7' AND ${BUCKET} >= toStartOfFiveMinutes(${END} - 3600)`),
  ],
  ['service, name, errors', (d) => list(d, `ServiceName = 'service-7' AND StatusCode = 'Error'`)],
  ['latest 100 errors', (d) => list(d, `StatusCode = 'Error'`)],
  ['errors, count', (d) => count(d, `StatusCode = 'Error'`)],
  ['exceptions, count', (d) => count(d, `has(Events.Name, 'exception')`)],
  ['slower than 2 s', (d) => list(d, 'Duration > 2000000000')],
  ['slower than 2 s, count', (d) => count(d, 'Duration > 2000000000')],
  ['a request id', (d, layout) => list(d, item(layout, 'request.id', requestIdSql(middle)))],
  ['a common attribute', (d, layout) => list(d, item(layout, 'http.request.method', `'GET'`))],
  ['the same, count', (d, layout) => count(d, item(layout, 'http.request.method', `'GET'`))],
  ['a pod, count', (d, layout) => count(d, pod(layout))],
  [
    'all combined',
    (d, layout) =>
      list(
        d,
        `ServiceName = 'service-7' AND Duration > 100000000 AND StatusCode = 'Error' AND ${item(layout, 'http.request.method', `'GET'`)}`,
      ),
  ],
  ['a word of names, count', (d) => count(d, `hasToken(lower(SpanName), 'payments')`)],
  [
    'rate of a service',
    (d) =>
      `SELECT toStartOfMinute(Timestamp) AS t, count(), quantile(0.95)(Duration) FROM ${d}.otel_traces WHERE ServiceName = 'service-7' GROUP BY t`,
  ],
  [
    'calls of a bucket',
    (
      d,
    ) => `SELECT p.ServiceName, c.ServiceName, count() FROM ${d}.otel_traces AS c INNER JOIN ${d}.otel_traces AS p ON c.TraceId = p.TraceId AND c.ParentSpanId = p.SpanId
      WHERE toStartOfFiveMinutes(c.Timestamp) = toStartOfFiveMinutes(${at}) AND toStartOfFiveMinutes(p.Timestamp) = toStartOfFiveMinutes(${at}) GROUP BY ALL`,
  ],
];

const engine = openBenchEngine();
const { run, cpuMs } = engine;
const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
const wants = (part: string) => part.includes(values.only);
try {
  run('CREATE DATABASE made');
  for (const statement of migrationsFor('made')) run(statement);
  dropViews('made');
  run(`CREATE TABLE made.source ENGINE = Memory AS SELECT ${SPAN_COLUMNS} FROM made.otel_traces LIMIT 0`);
  const made = { from: FROM, count: COUNT, traces: TRACES_A_DAY, endMs: END_MS };
  run(`INSERT INTO made.source (${SPAN_COLUMNS}) ${spanSelect(made)} SETTINGS ${BLOCK_SETTINGS}`);
  const rows = Number(run('SELECT count() FROM made.source'));
  console.log(`${rows} spans of ${COUNT} traces\n`);
  if (wants('layouts')) layouts(rows);
  if (wants('summaries')) summaries();
  if (wants('views')) views(rows);
} finally {
  engine.close();
}

function dropViews(d: string): string[] {
  const names = run(
    `SELECT name FROM system.tables WHERE database = '${d}' AND engine = 'MaterializedView' AND create_table_query LIKE '%FROM ${d}.otel_traces%' ORDER BY name`,
  ).split('\n');
  const made = names.map((name) =>
    run(`SELECT create_table_query FROM system.tables WHERE database = '${d}' AND name = '${name}'`),
  );
  for (const name of names) run(`DROP VIEW ${d}.${name} SYNC`);
  return made;
}

/** A block a statement, as a receiver inserts; milliseconds of all of them. */
function insert(d: string): number {
  return cpuMs(
    `INSERT INTO ${d}.otel_traces (${SPAN_COLUMNS}) SELECT ${SPAN_COLUMNS} FROM made.source SETTINGS ${BLOCK_SETTINGS}`,
  );
}

function layouts(rows: number): void {
  const figures = LAYOUTS.map((layout, index) => {
    const d = `d${index}`;
    run(`CREATE DATABASE ${d}`);
    const ddl = migrationsFor(d).find((statement) => statement.includes('`otel_traces`\n')) ?? '';
    for (const statement of migrationsFor(d)) run(statement);
    dropViews(d);
    for (const statement of layout.change(d, ddl)) run(statement);
    run(`SYSTEM STOP MERGES ${d}.otel_traces`);
    const insertMs = insert(d);
    run(`SYSTEM START MERGES ${d}.otel_traces`);
    const mergeMs = cpuMs(`OPTIMIZE TABLE ${d}.otel_traces FINAL`);
    const bytes = Number(
      run(
        `SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = '${d}' AND table = 'otel_traces'`,
      ),
    );
    const answers = QUESTIONS.map(([, text]) => cpuMs(`${text(d, layout)} ${FAIR}`, REPEATS));
    run(`DROP DATABASE ${d} SYNC`);
    console.error(`${layout.name} done`);
    return [(insertMs / rows) * 1000, (mergeMs / rows) * 1000, bytes / rows, ...answers];
  });
  line(['CPU ms', ...LAYOUTS.map(({ name }) => name)]);
  line(['---', ...LAYOUTS.map(() => '---')]);
  const names = ['insert, µs a span', 'merge, µs a span', 'bytes a span', ...QUESTIONS.map(([name]) => name)];
  for (const [row, name] of names.entries()) {
    const first = figures[0]?.[row] ?? 0;
    line([
      name,
      first.toFixed(1),
      ...figures.slice(1).map((own) => `× ${((own[row] ?? 0) / first).toFixed(2)}`),
    ]);
  }
  console.log();
}

/** Fifty traces of a list, looked up in the summaries of a day of a million traces. */
function summaries(): void {
  line(['granules of, blocks of', 'fifty traces, CPU ms', 'one trace', 'read, MB', 'bytes a trace']);
  line(['---', '---', '---', '---', '---']);
  const statement = migrationsFor('made').find((text) => text.includes('otel_trace_summaries`\n')) ?? '';
  const sizes = [
    [8192, 65536],
    [1024, 65536],
    [256, 65536],
    [1024, 16384],
    [512, 8192],
    [256, 4096],
  ] as const;
  for (const [rows, block] of sizes) {
    run('DROP TABLE IF EXISTS made.otel_trace_summaries SYNC');
    run(
      statement.replace(
        /index_granularity = \d+, min_compress_block_size = \d+/,
        `index_granularity = ${rows}, min_compress_block_size = ${block}`,
      ),
    );
    run(`INSERT INTO made.otel_trace_summaries SELECT ${traceIdSql('number')}, toDate(${END} - 1), ${END} - 86400 + number / 12 AS start, start + 1, 10, 0,
      (0, start, concat('service-', toString(number % 30)), 'GET /api/v1/orders'), map('service-1', 3, 'service-2', 7), 0 FROM numbers(${TRACES_A_DAY})`);
    run('OPTIMIZE TABLE made.otel_trace_summaries FINAL');
    const ask = (traces: number) =>
      `SELECT TraceId, min(Start), max(End), sum(Spans), sum(Errors), min(Root), sumMap(Services) FROM made.otel_trace_summaries
       WHERE TraceId IN (SELECT ${traceIdSql(`number * ${TRACES_A_DAY / 64}`)} FROM numbers(${traces})) GROUP BY TraceId ${FAIR}`;
    const bytes = Number(
      run(
        `SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'made' AND table = 'otel_trace_summaries'`,
      ),
    );
    line([
      `${rows}, ${block / 1024} KiB`,
      cpuMs(ask(50), REPEATS).toFixed(1),
      cpuMs(ask(1), REPEATS).toFixed(1),
      (engine.bytesRead(ask(50)) / 1e6).toFixed(1),
      (bytes / TRACES_A_DAY).toFixed(1),
    ]);
  }
  console.log();
}

/** What each view works out of the blocks of an insert, beside the insert itself. */
function views(rows: number): void {
  line(['', 'µs a span', 'of the insert']);
  line(['---', '---', '---']);
  run('CREATE DATABASE v');
  for (const statement of migrationsFor('v')) run(statement);
  const made = run(
    `SELECT name || '\t' || as_select FROM system.tables WHERE database = 'v' AND engine = 'MaterializedView'
       AND create_table_query LIKE '%FROM v.otel_traces%' ORDER BY name`,
  ).split('\n');
  dropViews('v');
  run('SYSTEM STOP MERGES v.otel_traces');
  const inserts = Array.from({ length: 3 }, () => insert('v'));
  const alone = (Math.min(...inserts) / rows) * 1000;
  line(['insert without views', alone.toFixed(2), '']);
  for (const one of made) {
    const [name = '', select = ''] = one.split('\t');
    const text = `${select.replaceAll('v.otel_traces', 'made.source')} FORMAT Null SETTINGS max_threads = 1`;
    const took = (cpuMs(text, REPEATS) / rows) * 1000;
    line([name, took.toFixed(2), `${((100 * took) / alone).toFixed(0)} %`]);
  }
}

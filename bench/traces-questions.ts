// What the trace benchmark asks: each question as the screens ask it, and the best SQL by hand for the same answer.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { testTenant } from '#app/lib/logs/testing.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { traceColumns } from '#app/lib/traces/columns.server.ts';
import { traceDifferences } from '#app/lib/traces/differences.server.ts';
import { traceHeatmap } from '#app/lib/traces/heatmap.server.ts';
import { spanPercentile } from '#app/lib/traces/percentile.server.ts';
import type { TraceReader } from '#app/lib/traces/reader.ts';
import { traceRed } from '#app/lib/traces/red.server.ts';
import {
  differencesRequest,
  heatmapRequest,
  percentileRequest,
  redRequest,
  spanSearchRequest,
  traceGetRequest,
  traceRequest,
  traceSearchRequest,
} from '#app/lib/traces/schema.ts';
import { searchTraces } from '#app/lib/traces/search.server.ts';
import { searchSpans } from '#app/lib/traces/spans.server.ts';
import { traceAsDocument } from '#app/lib/traces/trace.server.ts';
import type { Target } from './lib/beside.ts';
import { HOURS, LARGE, requestIdSql, traceIdSql } from './traces-data.ts';

export interface Bench {
  readonly clickhouse: ClickHouse;
  readonly reader: TraceReader;
  readonly traces: number;
  /** All traces begin before it, epoch milliseconds. */
  readonly endMs: number;
}

type Run = () => Promise<unknown>;

export interface Question {
  readonly name: string;
  /** Prepares, and gives what is measured. */
  ours(bench: Bench): Promise<Run> | Run;
  /** References, of which the quickest counts. */
  best?(bench: Bench): Promise<readonly Run[]> | readonly Run[];
  readonly most: Target;
}

const PAGE = 50;
const DAY_MS = HOURS * 3_600_000;

const rangeOf = ({ endMs }: Bench, lengthMs = DAY_MS) => ({ from: endMs - lengthMs, to: endMs });
const point = (ms: number) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;
const within = ({ endMs }: Bench, lengthMs = DAY_MS) =>
  `Timestamp >= ${point(endMs - lengthMs)} AND Timestamp < ${point(endMs)} AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${point(endMs - lengthMs)})`;
const item = (key: string, value: string, column = 'SpanAttributes') =>
  `has(CAST(CAST(${column}, 'Array(Tuple(String, String))'), 'Array(String)'), toString(('${key}', '${value}')))`;

const run =
  ({ clickhouse }: Bench, statement: string): Run =>
  () =>
    clickhouse.query(raw(statement));

const SUMMARY = `TraceId, min(Start), max(End), sum(Spans), sum(Errors), min(Root), sumMap(Services)`;

/** The newest traces with a matching span: over all of the range, and over a quarter of an hour, as one who knows would try first. */
const newest =
  (condition: string, lengthMs = DAY_MS) =>
  (bench: Bench) =>
    [lengthMs, 900_000].map((length) =>
      run(
        bench,
        `SELECT ${SUMMARY} FROM otel.otel_trace_summaries WHERE TraceId IN (
          SELECT TraceId FROM otel.otel_traces WHERE ${within(bench, length)} AND ${condition}
          ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT 1 BY TraceId LIMIT ${PAGE}) GROUP BY TraceId`,
      ),
    );

/** The same where few spans match: the shorter range would not do. */
const rare = (condition: string) => (bench: Bench) => newest(condition)(bench).slice(0, 1);

const DURATION = 'max(End) - min(Start)';
const largest = (measure: string, condition: string | undefined) => (bench: Bench) => [
  run(
    bench,
    `SELECT ${SUMMARY} FROM otel.otel_trace_summaries ${
      condition === undefined
        ? ''
        : `WHERE TraceId IN (SELECT TraceId FROM otel.otel_traces WHERE ${within(bench)} AND ${condition})`
    } GROUP BY TraceId ORDER BY ${measure} DESC LIMIT ${PAGE}`,
  ),
];

const search =
  (query: string, more: object = {}) =>
  (bench: Bench): Run =>
  () =>
    searchTraces(
      bench.reader,
      testTenant,
      traceSearchRequest.parse({ ...rangeOf(bench), query, limit: PAGE, ...more }),
    );

async function textOf({ clickhouse }: Bench, expression: string): Promise<string> {
  const { rows } = await clickhouse.query<{ text: string }>(raw(`SELECT ${expression} AS text`));
  return rows[0]?.text ?? '';
}

const someTrace = (bench: Bench) => textOf(bench, traceIdSql(Math.floor(bench.traces / 2)));
const hugeTrace = (bench: Bench) => textOf(bench, traceIdSql(LARGE.huge));
const someRequest = (bench: Bench) => textOf(bench, requestIdSql(Math.floor(bench.traces / 2)));

const columnsOf = (bench: Bench, traceId: string) => async () => {
  const { body } = await traceColumns(bench.reader, testTenant, traceRequest.parse({ traceId }));
  return new Response(body).arrayBuffer();
};
const documentOf = (bench: Bench, traceId: string) => async () => {
  const body = await traceAsDocument(bench.reader, testTenant, traceGetRequest.parse({ traceId }));
  return new Response(body).arrayBuffer();
};

/** The spans of a trace by hand: its time from the summaries, as a part of the same statement. */
const spansOf =
  ({ clickhouse }: Bench, traceId: string, columns: string, format: string): Run =>
  async () => {
    const bytes = await clickhouse.stream(
      raw(`WITH (SELECT (min(Start), max(End)) FROM otel.otel_trace_summaries WHERE TraceId = '${traceId}') AS w
      SELECT ${columns} FROM otel.otel_traces WHERE TraceId = '${traceId}' AND Timestamp >= w.1 AND Timestamp <= w.2`),
      format,
    );
    for await (const _ of bytes) {
      // Reading to the end is the measure.
    }
  };

const COLUMNS = `Timestamp, Duration, reinterpretAsUInt64(reverse(unhex(SpanId))), reinterpretAsUInt64(reverse(unhex(ParentSpanId))),
  ServiceName, SpanName, SpanKind, StatusCode, length(Events.Name), countEqual(Events.Name, 'exception'), length(Links.TraceId)`;

const BY_HAND = { ratio: 1.3, ms: 150 };

export const QUESTIONS: readonly Question[] = [
  {
    name: 'trace by id, columns',
    ours: async (bench) => columnsOf(bench, await someTrace(bench)),
    best: async (bench) => [spansOf(bench, await someTrace(bench), COLUMNS, 'Native')],
    most: { ratio: 1.3, ms: 30 },
  },
  {
    name: 'trace by id, all of it as JSON',
    ours: async (bench) => documentOf(bench, await someTrace(bench)),
    best: async (bench) => [spansOf(bench, await someTrace(bench), '*', 'JSONEachRow')],
    most: { ratio: 1.3, ms: 30 },
  },
  {
    name: 'trace of 20,000 spans, columns',
    ours: async (bench) => columnsOf(bench, await hugeTrace(bench)),
    best: async (bench) => [spansOf(bench, await hugeTrace(bench), COLUMNS, 'Native')],
    most: { ratio: 1.3 },
  },
  { name: 'newest 50', ours: search(''), best: newest('1'), most: BY_HAND },
  {
    name: 'a service, one hour',
    ours: (bench) => search('service:service-7', rangeOf(bench, 3_600_000))(bench),
    best: newest(`ServiceName = 'service-7'`, 3_600_000),
    most: BY_HAND,
  },
  {
    name: 'a service, 24 hours',
    ours: search('service:service-7'),
    best: newest(`ServiceName = 'service-7'`),
    most: BY_HAND,
  },
  {
    name: 'attribute = value, one trace',
    ours: async (bench) => search(`attributes.request.id:${await someRequest(bench)}`)(bench),
    best: async (bench) => rare(item('request.id', await someRequest(bench)))(bench),
    most: BY_HAND,
  },
  {
    name: 'attribute = value, common',
    ours: search('attributes.http.response.status_code:500'),
    best: newest(item('http.response.status_code', '500')),
    most: BY_HAND,
  },
  {
    // Of the span or of its resource: both are looked at.
    name: 'attribute = value of any scope, common',
    ours: search('http.response.status_code:500'),
    best: newest(
      `(${item('http.response.status_code', '500')} OR ${item('http.response.status_code', '500', 'ResourceAttributes')})`,
    ),
    most: BY_HAND,
  },
  {
    name: 'spans longer than a second',
    ours: search('duration:>1s'),
    best: newest('Duration > 1000000000'),
    most: BY_HAND,
  },
  { name: 'errors', ours: search('status:error'), best: newest(`StatusCode = 'Error'`), most: BY_HAND },
  {
    name: 'service, attribute, duration and error',
    // A hundred spans of the day: the shorter range would not do.
    ours: search('service:service-7 attributes.http.request.method:POST duration:>500ms status:error'),
    best: rare(
      `ServiceName = 'service-7' AND ${item('http.request.method', 'POST')} AND Duration > 500000000 AND StatusCode = 'Error'`,
    ),
    most: BY_HAND,
  },
  {
    name: 'nothing matches',
    ours: search('attributes.http.route:"/nowhere"'),
    best: rare(item('http.route', '/nowhere')),
    most: BY_HAND,
  },
  {
    name: 'traces of 1 s and more',
    ours: search('', { minDuration: '1s' }),
    best: (bench) => [
      run(
        bench,
        `SELECT ${SUMMARY} FROM otel.otel_trace_summaries GROUP BY TraceId HAVING ${DURATION} >= 1 ORDER BY min(Start) DESC LIMIT ${PAGE}`,
      ),
    ],
    most: BY_HAND,
  },
  {
    name: 'traces of 7 s and more, with errors',
    ours: search('status:error', { minDuration: '7s' }),
    best: (bench) => [
      run(
        bench,
        `SELECT ${SUMMARY} FROM otel.otel_trace_summaries WHERE TraceId IN (SELECT TraceId FROM otel.otel_traces WHERE ${within(bench)} AND StatusCode = 'Error')
        GROUP BY TraceId HAVING ${DURATION} >= 7 ORDER BY min(Start) DESC LIMIT ${PAGE}`,
      ),
    ],
    most: { ratio: 1.3 },
  },
  {
    name: 'slowest',
    ours: search('', { sort: 'slowest' }),
    best: largest(DURATION, undefined),
    most: { ratio: 1.3 },
  },
  {
    name: 'slowest, a service',
    ours: search('service:service-7', { sort: 'slowest' }),
    best: largest(DURATION, `ServiceName = 'service-7'`),
    most: { ratio: 1.3 },
  },
  {
    name: 'most errors',
    ours: search('status:error', { sort: 'errors' }),
    best: largest('sum(Errors)', `StatusCode = 'Error'`),
    most: { ratio: 1.3 },
  },
  {
    name: 'page 20 (reference: page 1)',
    ours: async (bench) => {
      let cursor: string | undefined;
      for (let page = 1; page < 20; page += 1) {
        const request = traceSearchRequest.parse({ ...rangeOf(bench), limit: PAGE, cursor });
        const answer = await searchTraces(bench.reader, testTenant, request);
        cursor = answer.nextCursor ?? undefined;
      }
      return search('', { cursor })(bench);
    },
    best: newest('1'),
    most: { ratio: 1.5 },
  },
  {
    name: 'newest 100 spans, a service',
    ours: (bench) => () =>
      searchSpans(
        bench.reader,
        testTenant,
        spanSearchRequest.parse({ ...rangeOf(bench), query: 'service:service-7' }),
      ),
    best: (bench) =>
      [DAY_MS, 900_000].map((length) =>
        run(
          bench,
          `SELECT Timestamp, TraceId, SpanId, ParentSpanId, ServiceName, SpanName, SpanKind, StatusCode, StatusMessage, Duration FROM otel.otel_traces
          WHERE ${within(bench, length)} AND ServiceName = 'service-7' ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT 100`,
        ),
      ),
    most: BY_HAND,
  },
  {
    name: 'rate, errors, duration from the rollup',
    ours: (bench) => () => traceRed(bench.reader, testTenant, redRequest.parse(rangeOf(bench))),
    best: (bench) => [
      run(
        bench,
        `SELECT toStartOfInterval(Minute, INTERVAL 15 MINUTE) AS t, sum(Count), sum(Errors), quantilesTDigestMerge(0.5, 0.95, 0.99)(DurationQuantiles)
        FROM otel.otel_traces_red_1m WHERE Minute >= ${point(bench.endMs - DAY_MS)} AND Minute < ${point(bench.endMs)} GROUP BY t`,
      ),
    ],
    most: BY_HAND,
  },
  {
    name: 'rate, errors, duration, twelve hours',
    ours: (bench) => () => traceRed(bench.reader, testTenant, redRequest.parse(rangeOf(bench, DAY_MS / 2))),
    best: (bench) => [
      run(
        bench,
        `SELECT toStartOfInterval(Minute, INTERVAL 15 MINUTE) AS t, sum(Count), sum(Errors), quantilesTDigestMerge(0.5, 0.95, 0.99)(DurationQuantiles)
        FROM otel.otel_traces_red_1m WHERE Minute >= ${point(bench.endMs - DAY_MS / 2)} AND Minute < ${point(bench.endMs)} GROUP BY t`,
      ),
    ],
    most: BY_HAND,
  },
  {
    name: 'rate, errors, duration of an attribute',
    ours: (bench) => () =>
      traceRed(
        bench.reader,
        testTenant,
        redRequest.parse({ ...rangeOf(bench), query: 'attributes.http.response.status_code:500' }),
      ),
    best: (bench) => [
      run(
        bench,
        `SELECT toStartOfInterval(Timestamp, INTERVAL 15 MINUTE) AS t, count(), countIf(StatusCode = 'Error'), quantilesTDigest(0.5, 0.95, 0.99)(Duration)
        FROM otel.otel_traces WHERE ${within(bench)} AND ${item('http.response.status_code', '500')} GROUP BY t`,
      ),
    ],
    most: { ratio: 1.3 },
  },
  {
    name: 'heatmap of all spans',
    ours: (bench) => () => traceHeatmap(bench.reader, testTenant, heatmapRequest.parse(rangeOf(bench))),
    best: (bench) => [
      run(
        bench,
        `SELECT toStartOfInterval(Timestamp, INTERVAL 15 MINUTE) AS t, toUInt16(floor(log2(Duration + 1) * 2)) AS r, count(), countIf(StatusCode = 'Error')
        FROM otel.otel_traces WHERE ${within(bench)} GROUP BY t, r`,
      ),
    ],
    most: { ratio: 1.3 },
  },
  {
    name: 'differences of slow spans, a service',
    ours: (bench) => () =>
      traceDifferences(
        bench.reader,
        testTenant,
        differencesRequest.parse({
          ...rangeOf(bench),
          query: 'service:service-7',
          box: { fromMs: bench.endMs - DAY_MS, toMs: bench.endMs, minNs: 1e8, maxNs: 1e12 },
        }),
      ),
    most: { ms: 2_000 },
  },
  {
    name: 'percentile of a span',
    ours: (bench) => () =>
      spanPercentile(
        bench.reader,
        testTenant,
        percentileRequest.parse({
          service: 'service-7',
          name: 'GET /api/v1/carts',
          kind: 'Server',
          durationNs: 1e7,
          atMs: bench.endMs,
        }),
      ),
    most: { ms: 150 },
  },
];

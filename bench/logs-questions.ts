// What the log benchmark asks: each question as the explorer asks it, and the best SQL by hand for the same answer.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { aggregateLogs } from '#app/lib/logs/aggregate.server.ts';
import { facetLogs } from '#app/lib/logs/facets.server.ts';
import { completeLogValues } from '#app/lib/logs/fields.server.ts';
import {
  logAggregateRequest,
  logFacetsRequest,
  logSearchRequest,
  logValuesRequest,
} from '#app/lib/logs/schema.ts';
import { searchLogs } from '#app/lib/logs/search.server.ts';
import { testTenant } from '#app/lib/logs/testing.ts';
import type { SourceReader } from '#app/lib/reading/reading.server.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { HOURS, requestId } from './logs-data.ts';

export interface Bench {
  readonly clickhouse: ClickHouse;
  readonly reader: SourceReader;
  readonly rows: number;
  /** All records are before it, epoch milliseconds. */
  readonly endMs: number;
}

export interface Question {
  readonly name: string;
  /** Prepares, and gives what is measured. */
  ours(bench: Bench): Promise<() => Promise<unknown>> | (() => Promise<unknown>);
  /** Statements of which the quickest is the reference. */
  best?(bench: Bench): readonly string[];
  /** Targets: times the reference, milliseconds. */
  readonly most: { readonly ratio?: number; readonly ms?: number };
}

const PAGE = 200;

const rangeOf = ({ endMs }: Bench) => ({ from: endMs - HOURS * 3_600_000, to: endMs });
const point = (ms: number) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;
const within = ({ endMs }: Bench, lengthMs = HOURS * 3_600_000) =>
  `Timestamp >= ${point(endMs - lengthMs)} AND Timestamp < ${point(endMs)} AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${point(endMs - lengthMs)})`;

const COLUMNS = `toUnixTimestamp64Nano(Timestamp) AS ts, Id, ServiceName, SeverityText, SeverityNumber, Body, TraceId, SpanId, EventName,
  LogAttributes, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes`;
const newest = (where: string, limit = PAGE) =>
  `SELECT ${COLUMNS} FROM otel.otel_logs WHERE ${where} ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT ${limit}`;

/** The latest rows of a condition: over the whole day, and over a quarter of an hour, as one who knows would try first. */
const latest =
  (condition = '1') =>
  (bench: Bench) => [
    newest(`${within(bench)} AND ${condition}`),
    newest(`${within(bench, 900_000)} AND ${condition}`),
  ];

const search =
  (query: string, more = {}) =>
  (bench: Bench) =>
  () =>
    searchLogs(
      bench.reader,
      testTenant,
      logSearchRequest.parse({ ...rangeOf(bench), query, limit: PAGE, ...more }),
    );

const histogram = (query: string, groupBy: string[]) => (bench: Bench) => () =>
  aggregateLogs(
    bench.reader,
    testTenant,
    logAggregateRequest.parse({ ...rangeOf(bench), query, groupBy, interval: '15m' }),
  );

const FACETS = [
  ...['level', 'service', 'http.request.method', 'http.response.status_code', 'http.route', 'thread.name'],
  ...['deployment.environment.name', 'host.name', 'k8s.pod.name', 'service.version'],
];
const facets = (query: string) => (bench: Bench) => () =>
  facetLogs(bench.reader, testTenant, logFacetsRequest.parse({ ...rangeOf(bench), query, fields: FACETS }));

const values = (field: string, prefix: string) => (bench: Bench) => () =>
  completeLogValues(bench.reader, testTenant, logValuesRequest.parse({ ...rangeOf(bench), field, prefix }));

/** A record of the middle of the day. */
async function someRequest({ clickhouse, rows }: Bench): Promise<string> {
  const answer = await clickhouse.query<{ id: string }>(
    raw(`SELECT ${requestId(`toUInt64(${Math.floor(rows / 2)})`)} AS id`),
  );
  return answer.rows[0]?.id ?? '';
}

/** The cursor behind so many pages. */
async function cursorAfter(bench: Bench, pages: number): Promise<string> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await searchLogs(
      bench.reader,
      testTenant,
      logSearchRequest.parse({ ...rangeOf(bench), limit: PAGE, cursor }),
    );
    cursor = answer.nextCursor ?? undefined;
  }
  return cursor ?? '';
}

export const QUESTIONS: readonly Question[] = [
  { name: 'latest 200', ours: search(''), best: latest(), most: { ratio: 1.3 } },
  {
    name: 'latest 200, level:error',
    ours: search('level:error'),
    best: latest('SeverityNumber >= 17 AND SeverityNumber < 21'),
    most: { ratio: 1.3 },
  },
  {
    name: 'latest 200, a service and a common word',
    ours: search('service:service-7 finished'),
    best: latest(`ServiceName = 'service-7' AND hasToken(lower(Body), 'finished')`),
    most: { ratio: 1.3 },
  },
  {
    name: 'page 100 (reference: page 1)',
    ours: async (bench) => {
      const cursor = await cursorAfter(bench, 99);
      return () =>
        searchLogs(
          bench.reader,
          testTenant,
          logSearchRequest.parse({ ...rangeOf(bench), limit: PAGE, cursor }),
        );
    },
    best: latest(),
    most: { ratio: 1.3 },
  },
  {
    name: 'a rare word (20 hits)',
    ours: search('zanzibar'),
    best: (bench) => [newest(`${within(bench)} AND hasToken(lower(Body), 'zanzibar')`)],
    most: { ratio: 1.3 },
  },
  {
    name: 'a rare word, as the list asks it',
    ours: search('zanzibar', { attributes: false, ids: false }),
    best: (bench) => [
      `SELECT toUnixTimestamp64Nano(Timestamp) AS ts, Id, ServiceName, SeverityText, SeverityNumber, Body, EventName
       FROM otel.otel_logs WHERE ${within(bench)} AND hasToken(lower(Body), 'zanzibar') ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT ${PAGE}`,
    ],
    most: { ratio: 1.3, ms: 50 },
  },
  {
    name: 'a rare phrase',
    ours: search('"controller reported zanzibar"'),
    best: (bench) => [
      newest(
        `${within(bench)} AND hasAllTokens(lower(Body), ['reported']) AND lower(Body) LIKE '%controller reported zanzibar%'`,
      ),
      newest(
        `${within(bench)} AND hasAllTokens(lower(Body), ['controller', 'reported', 'zanzibar']) AND lower(Body) LIKE '%controller reported zanzibar%'`,
      ),
      newest(`${within(bench)} AND hasPhrase(lower(Body), 'controller reported zanzibar')`),
    ],
    most: { ratio: 1.5 },
  },
  {
    name: 'attribute = value, high cardinality',
    ours: async (bench) => search(`request.id:${await someRequest(bench)}`)(bench),
    most: { ms: 100 },
  },
  {
    name: 'attribute = value, common',
    ours: search('http.response.status_code:500'),
    best: latest(`has(LogAttributeItems, toString(('http.response.status_code', '500')))`),
    most: { ratio: 1.3 },
  },
  {
    name: 'histogram by level, from the rollup',
    ours: histogram('', ['level']),
    most: { ms: 30 },
  },
  {
    name: 'histogram by level, service:service-7',
    ours: histogram('service:service-7', ['level']),
    most: { ms: 30 },
  },
  {
    name: 'histogram by level, a common word',
    ours: histogram('refused', ['level']),
    best: (bench) => [
      `SELECT toStartOfInterval(Timestamp, INTERVAL 15 MINUTE) AS t, SeverityNumber, SeverityText, count() FROM otel.otel_logs WHERE ${within(bench)} AND hasToken(lower(Body), 'refused') GROUP BY t, SeverityNumber, SeverityText`,
      `SELECT intDiv(toUnixTimestamp(Timestamp), 900) AS t, SeverityNumber, SeverityText, count() FROM otel.otel_logs WHERE ${within(bench)} AND hasToken(lower(Body), 'refused') GROUP BY t, SeverityNumber, SeverityText`,
    ],
    most: { ratio: 1.2 },
  },
  {
    name: 'histogram by level, an attribute',
    ours: histogram('http.request.method:GET', ['level']),
    best: (bench) => [
      `SELECT toStartOfInterval(Timestamp, INTERVAL 15 MINUTE) AS t, SeverityNumber, SeverityText, count() FROM otel.otel_logs WHERE ${within(bench)} AND has(LogAttributeItems, toString(('http.request.method', 'GET'))) GROUP BY t, SeverityNumber, SeverityText`,
    ],
    most: { ratio: 1.2 },
  },
  {
    name: 'histogram by host.name',
    ours: histogram('', ['host.name']),
    best: (bench) => [
      `SELECT toStartOfInterval(Timestamp, INTERVAL 15 MINUTE) AS t, ResourceAttributes['host.name'] AS host, count() FROM otel.otel_logs WHERE ${within(bench)} GROUP BY t, host`,
    ],
    most: { ratio: 1.2 },
  },
  { name: 'ten facets', ours: facets(''), most: { ms: 400 } },
  { name: 'ten facets, level:error', ours: facets('level:error'), most: { ms: 400 } },
  { name: 'ten facets, a common word', ours: facets('refused'), most: { ms: 400 } },
  { name: 'values of http.route', ours: values('http.route', 'or'), most: { ms: 60 } },
  { name: 'values of k8s.pod.name', ours: values('k8s.pod.name', 'service-1'), most: { ms: 60 } },
  { name: 'values of service', ours: values('service', 's'), most: { ms: 60 } },
  { name: 'values of user.id (not in the rollup)', ours: values('user.id', '42'), most: { ms: 60 } },
];

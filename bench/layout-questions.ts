// What the layout benchmark asks, in the forms that the search language compiles to.
import { END, HOURS, requestId } from './schema-data.ts';

export interface Question {
  readonly name: string;
  readonly text: string;
  /** The form that a table without the newer indexes has to be asked in; undefined: the same figure. */
  readonly before?: string;
}

const NOW = `fromUnixTimestamp(${END})`;
const TABLE = 'otel.otel_logs';
const NEWEST = 'ORDER BY toStartOfFiveMinutes(Timestamp) DESC, Timestamp DESC LIMIT 200';
const LIST = 'Timestamp, Id, ServiceName, SeverityText, SeverityNumber, Body, TraceId, SpanId';

const page = (condition: string) => `SELECT * FROM ${TABLE} WHERE ${condition} ${NEWEST}`;
const list = (condition: string) => `SELECT ${LIST} FROM ${TABLE} WHERE ${condition} ${NEWEST}`;
const count = (condition: string) => `SELECT count() FROM ${TABLE} WHERE ${condition}`;
const histogram = (condition: string) =>
  `SELECT toStartOfFifteenMinutes(Timestamp) AS t, SeverityText, count() FROM ${TABLE} WHERE ${condition} GROUP BY ALL`;
const last = (minutes: number) =>
  `Timestamp >= ${NOW} - INTERVAL ${minutes} MINUTE AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${NOW} - INTERVAL ${minutes} MINUTE)`;

const item = (key: string, value: string) => `toString(('${key}', ${value}))`;
const own = (key: string, value: string) => `has(LogAttributeItems, ${item(key, value)})`;
const shared = (key: string, value: string) => `has(ResourceAttributeItems, ${item(key, value)})`;
const hasKey = (key: string) => `has(mapKeys(LogAttributes), '${key}')`;
const either = (key: string, value: string) =>
  `(${own(key, value)} OR (NOT ${hasKey(key)} AND ${shared(key, value)}))`;
const map = (key: string, value: string) => `LogAttributes['${key}'] = ${value}`;
const eitherMap = (key: string, value: string) =>
  `(${map(key, value)} OR (NOT mapContains(LogAttributes, '${key}') AND ResourceAttributes['${key}'] = ${value}))`;

/** A question about one condition, in the newer and the older form. */
function both(name: string, ask: (condition: string) => string, condition: string, before: string): Question {
  return { name, text: ask(condition), before: ask(before) };
}

/** Keys whose values the panel of facets counts. */
const FACETS = [
  'http.route',
  'http.request.method',
  'http.response.status_code',
  'thread.name',
  'error.type',
  'k8s.pod.name',
  'host.name',
  'service.version',
  'deployment.environment.name',
  'k8s.namespace.name',
];

/** All questions for a table of `rows` records made by `logRows`, of which those above `newestId` arrived last. */
export function questions(rows: number, newestId: string): Question[] {
  const request = `(SELECT ${requestId(String(Math.floor(rows / 8)))})`;
  const trace = `(SELECT max(lower(hex(sipHash128(number)))) FROM (SELECT toUInt64(${Math.floor(rows / 8)}) + arrayJoin(range(20)) AS number) WHERE cityHash64(number, 't') % 10 < 6)`;
  const day = `Timestamp >= ${NOW} - INTERVAL ${HOURS + 3} HOUR`;
  const newer = `${day} AND Id > ${newestId}`;
  const word = "hasToken(lower(Body), 'zanzibar')";
  return [
    { name: 'latest 200', text: page(last(15)) },
    { name: 'latest 200 without maps', text: list(last(15)) },
    { name: 'latest 200 errors of the day', text: page('SeverityNumber >= 17') },
    { name: 'a rare word', text: page(word) },
    { name: 'a rare word, without maps', text: list(word) },
    { name: 'a rare word, count', text: count(word) },
    { name: 'two words, count', text: count("hasAllTokens(lower(Body), ['refused', '42'])") },
    { name: 'a common word, histogram', text: histogram("hasToken(lower(Body), 'payment')") },
    { name: 'a rare phrase, count', text: count("lower(Body) LIKE '%reported zanzibar fault%'") },
    {
      name: 'a common phrase, count',
      text: count("hasToken(lower(Body), 'by') AND lower(Body) LIKE '%authorised by provider%'"),
    },
    { name: 'a substring, count', text: count("lower(Body) LIKE '%anziba%'") },
    {
      name: 'the beginning of a word, count',
      text: count("lower(Body) LIKE '%zanz%' AND match(lower(Body), '(^|[^a-z0-9])zanz')"),
    },
    both('attribute = request id', page, own('request.id', request), map('request.id', request)),
    both('attribute = user id, without maps', list, own('user.id', "'150001'"), map('user.id', "'150001'")),
    both(
      'attribute = common value, count',
      count,
      own('http.response.status_code', "'500'"),
      map('http.response.status_code', "'500'"),
    ),
    both(
      'attribute = common value, histogram',
      histogram,
      own('http.response.status_code', "'500'"),
      map('http.response.status_code', "'500'"),
    ),
    both(
      'resource attribute = pod, count',
      count,
      shared('k8s.pod.name', "'service-4-7'"),
      "ResourceAttributes['k8s.pod.name'] = 'service-4-7'",
    ),
    both('either map = request id', page, either('request.id', request), eitherMap('request.id', request)),
    both(
      'either map = pod, count',
      count,
      either('k8s.pod.name', "'service-4-7'"),
      eitherMap('k8s.pod.name', "'service-4-7'"),
    ),
    both(
      'attribute exists, count',
      count,
      hasKey('feature.flag'),
      "mapContains(LogAttributes, 'feature.flag')",
    ),
    {
      name: 'number in a common attribute, count',
      text: count("toFloat64OrNull(LogAttributes['http.response.status_code']) >= 500"),
    },
    { name: 'a trace id', text: page(`TraceId = ${trace}`) },
    both('newer rows for the tail', count, newer, newer),
    { name: 'histogram of everything', text: histogram('1') },
    {
      name: 'histogram of everything, from the rollup',
      text: 'SELECT toStartOfFifteenMinutes(Minute) AS t, SeverityText, sum(Count) FROM otel.otel_logs_volume_1m GROUP BY ALL',
    },
    {
      name: 'ten facets, from the rollup',
      text: `SELECT Scope, Key, Value, sum(Count) AS count FROM otel.otel_attributes_15m WHERE Signal = 'logs'
        AND Key IN (${FACETS.map((key) => `'${key}'`).join(', ')}) GROUP BY ALL ORDER BY count DESC LIMIT 10 BY Scope, Key`,
    },
    {
      name: 'values to complete, from the rollup',
      text: `SELECT Value, sum(Count) AS count FROM otel.otel_attributes_15m WHERE Signal = 'logs' AND Key = 'http.route'
        AND Value LIKE '/api/v1/p%' GROUP BY Value ORDER BY count DESC LIMIT 20`,
    },
    {
      name: 'a facet of everything',
      text: `SELECT LogAttributes['http.route'] AS v, count() FROM ${TABLE} GROUP BY v`,
    },
  ];
}

// Spans for the trace benchmarks, made inside the engine: 24 hours, 30 services, traces of ten spans on average and a few of
// thousands, the same rows in every run but for their time. The inserts are those of a busy receiver, and fill the rollups.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';

export const HOURS = 24;
/** Spans of a trace, on average, without the large ones. */
export const SPANS_A_TRACE = 10;

/** Traces of one insert: about 20,000 spans, what a busy group commit brings together. */
const BLOCK = 2_000;
/** Traces of one statement. */
const BATCH = 100_000;

/** Inserts `traces` traces into an empty `otel.otel_traces`; all of them begin before `endMs`, and end soon after it. */
export async function fillTraces(
  clickhouse: ClickHouse,
  traces: number,
  endMs: number,
  tell: (done: number) => void,
): Promise<void> {
  for (let from = 0; from < traces; from += BATCH) {
    const count = Math.min(BATCH, traces - from);
    await clickhouse.command(sql`INSERT INTO otel.otel_traces (${raw(SPAN_COLUMNS)})
      ${raw(spanSelect({ from, count, traces, endMs }))} SETTINGS ${raw(BLOCK_SETTINGS)}, max_execution_time = 0`);
    tell(from + count);
  }
}

/** Makes the inserts of a statement blocks of a receiver. */
export const BLOCK_SETTINGS = `max_threads = 1, max_insert_threads = 1, max_block_size = ${BLOCK},
  min_insert_block_size_rows = ${BLOCK * SPANS_A_TRACE}, min_insert_block_size_bytes = 0`;

/** The columns that `spanSelect` fills, in its order. */
export const SPAN_COLUMNS = `Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, ScopeName,
  ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage, Events.Timestamp, Events.Name, Events.Attributes`;

/** SQL of the id of a trace, by an expression of its number. */
export const traceIdSql = (t: number | string) => `lower(hex(sipHash128(toUInt64(${t}))))`;
/** SQL of the attribute `request.id`, which all Server spans of a trace share. */
export const requestIdSql = (t: number | string) => `lower(hex(cityHash64(toUInt64(${t}), 'request')))`;
/** Which traces are large: their numbers, and their spans. */
export const LARGE = { modulo: 100_000, rest: 11, spans: 2_000, huge: 5, hugeSpans: 20_000 } as const;

interface Made {
  /** Number of the first trace. */
  readonly from: number;
  readonly count: number;
  /** Of all statements together: they are spread over the hours. */
  readonly traces: number;
  readonly endMs: number;
}

/**
 * A SELECT of the spans of these traces. The places of a trace: 0 the root; 1 a call to 2, which asks a cache (3); 4 a call to 5, which asks
 * a database (6), computes (7) and sends a message (8) that 9 takes later; then calls, their servers, databases and
 * computations by fours, each under a server halfway to the root. Short traces end early, so some calls have no server.
 */
export function spanSelect({ from, count, traces, endMs }: Made): string {
  const span = HOURS * 3600e9;
  const spanId = (i: string) => `lower(hex(cityHash64(t, ${i}, 'span')))`;
  const share = (...of: string[]) => `(cityHash64(${of.join(', ')}) % 1000003 / 1000003)`;
  return `
WITH
  i >= 12 AS further,
  if(further, 10 + i % 4, least(i, 10)) AS role,
  intDiv(intDiv(i, 4), 2) AS half,
  multiIf(i = 0, 0, further AND i % 4 = 0, if(half >= 3, half * 4 + 1, 5), further AND i % 4 = 3, i - 2, further, i - 1,
    [0, 1, 2, 0, 4, 5, 5, 5, 8, 5, 5][i]) AS parent,
  -- A call belongs to its caller, and what a server does to the server.
  multiIf(NOT further, [0, 0, 1, 1, 0, 2, 2, 2, 2, 3, 2, 2][i + 1], i % 4 = 0, if(half >= 3, 20 + (half * 4 + 1) % 10, 2), 20 + (i - i % 4 + 1) % 10) AS owner,
  toUInt8((flow * 3 + owner * 7) % 30) AS service,
  multiIf(i = 0 OR role IN (2, 5, 11), 'Server', role IN (1, 3, 4, 6, 12) OR (further AND role = 10), 'Client', role = 8, 'Producer', role = 9, 'Consumer', 'Internal') AS kind,
  role IN (3, 6, 12) AS isDatabase,
  role = 3 OR (role = 12 AND i % 8 = 2) AS isCache,
  length <= 5 OR i IN (0, 4, 5, 6) AS isOnPath,
  fails AND isOnPath OR ${share('t', 'i', "'e'")} < 0.002 AS isError,
  isError AND kind IN ('Server', 'Consumer') AS isException,
  ['carts', 'orders', 'products', 'users', 'payments', 'search'][1 + (flow + owner) % 6] AS noun,
  ['GET', 'POST', 'PUT', 'DELETE'][1 + (flow + owner) % 4] AS method,
  concat('/api/v1/', noun) AS route,
  multiIf(kind = 'Server', concat(method, ' ', route), isCache, 'GET', isDatabase, concat('SELECT ', noun), kind = 'Client', concat(method, ' ', route),
    kind = 'Producer', concat(noun, ' publish'), kind = 'Consumer', concat(noun, ' process'), concat('compute ', noun)) AS name,
  toUInt64(whole / (length + 2)) AS step,
  ['TimeoutError', 'java.lang.IllegalStateException', 'ValueError', '*errors.errorString', 'System.InvalidOperationException'][1 + service % 5] AS type,
  concat('order ', toString(1 + cityHash64(t) % 100000), ' of ''user-', user, ''' failed after ', toString(cityHash64(t, 'n') % 3000), ' ms') AS message,
  [concat('TimeoutError: ', message, '\\n    at Timeout._onTimeout (/app/node_modules/pg/lib/client.js:12:9)\\n    at ', noun, '.load (/app/src/', noun, '.js:', toString(10 + t % 90), ':15)'),
   concat('java.lang.IllegalStateException: ', message, '\\n\\tat java.base/java.util.Optional.orElseThrow(Optional.java:403)\\n\\tat com.shop.', noun, '.Pool.get(Pool.java:', toString(t % 300), ')\\n\\tat com.shop.Orders.load(Orders.java:42)'),
   concat('Traceback (most recent call last):\\n  File "/app/', noun, '/views.py", line 42, in handle\\n    run()\\n  File "/usr/lib/python3.13/site-packages/django/db.py", line ', toString(t % 300), ', in run\\n    raise ValueError()\\nValueError: ', message),
   concat('goroutine 1 [running]:\\nmain.(*Server).', noun, '(0xc000', lower(hex(t)), ')\\n\\t/app/', noun, '.go:', toString(t % 300), ' +0x1d'),
   concat('System.InvalidOperationException: ', message, '\\n   at System.Linq.Enumerable.First()\\n   at Shop.', noun, '.Load(Int32 id) in /src/Load.cs:line ', toString(t % 300))][1 + service % 5] AS stack
SELECT
  fromUnixTimestamp64Nano(toInt64(${endMs} * 1000000 - ${span} + toInt64(t * ${span / traces}) + i * step + if(role = 9, cityHash64(t, 'lag') % 5000000000, 0))) AS Timestamp,
  ${traceIdSql('t')} AS TraceId,
  ${spanId('toUInt32(i)')} AS SpanId,
  if(i = 0, '', ${spanId('toUInt32(parent)')}) AS ParentSpanId,
  name AS SpanName,
  kind AS SpanKind,
  concat('service-', toString(service)) AS ServiceName,
  map('deployment.environment.name', ['prod', 'prod', 'staging'][1 + flow % 3], 'host.name', concat('node-', toString(t % 40)),
      'k8s.namespace.name', 'shop', 'k8s.pod.name', concat(ServiceName, '-', toString(t % 8)), 'service.name', ServiceName,
      'service.version', concat('1.', toString(service % 7)), 'telemetry.sdk.language', ['nodejs', 'java', 'python', 'go', 'dotnet'][1 + service % 5]) AS ResourceAttributes,
  'com.shop.instrumentation' AS ScopeName,
  '1.0' AS ScopeVersion,
  multiIf(
    kind = 'Server', map('client.address', concat('10.0.', toString(cityHash64(t, 'a') % 256), '.', toString(cityHash64(t, 'b') % 256)), 'http.request.method', method,
      'http.response.status_code', if(isError, '500', ['200', '200', '200', '201', '204', '404'][1 + t % 6]), 'http.route', route,
      'request.id', ${requestIdSql('t')}, 'url.path', concat(route, '/', user), 'user.id', user),
    isCache, map('db.operation.name', 'GET', 'db.query.text', concat('GET cart:', user), 'db.system.name', 'redis', 'server.address', 'redis-0'),
    isDatabase, map('db.collection.name', noun, 'db.namespace', 'shop', 'db.query.text', concat('SELECT * FROM ', noun, ' WHERE id = ', toString(cityHash64(t, i))),
      'db.system.name', 'postgresql', 'server.address', concat('db-', toString(t % 4))),
    kind = 'Client', map('http.request.method', method, 'http.response.status_code', if(isError, '500', '200'), 'server.address', concat(noun, '.shop.svc'),
      'url.full', concat('http://', noun, '.shop.svc', route, '/', user)),
    kind IN ('Producer', 'Consumer'), map('messaging.destination.name', noun, 'messaging.message.id', lower(hex(cityHash64(t, 'message'))),
      'messaging.system', 'kafka'),
    map('code.function.name', concat('compute_', noun), 'items', toString(cityHash64(t, i) % 100), 'thread.name', concat('worker-', toString(i % 16)))) AS SpanAttributes,
  toUInt64(step * if(i = 0, length + 1, multiIf(role IN (1, 4), 2.9, role IN (2, 5), 2.5, 0.8)) * (0.8 + 0.4 * ${share('t', 'i')})) AS Duration,
  multiIf(isError, 'Error', kind = 'Server' AND t % 3 = 0, 'Ok', 'Unset') AS StatusCode,
  if(isError, message, '') AS StatusMessage,
  if(isException, [Timestamp], []) AS \`Events.Timestamp\`,
  if(isException, ['exception'], []) AS \`Events.Name\`,
  if(isException, [map('exception.message', message, 'exception.stacktrace', stack, 'exception.type', type)], []) AS \`Events.Attributes\`
FROM
(
  SELECT
    number AS t,
    toUInt8(20 * pow(${share('number', "'flow'")}, 2)) AS flow,
    multiIf(number = ${LARGE.huge}, ${LARGE.hugeSpans}, number % ${LARGE.modulo} = ${LARGE.rest}, ${LARGE.spans}, 4 + cityHash64(number, 'spans') % 13) AS length,
    ${share('number', "'fails'")} < 0.02 AS fails,
    toUInt64(1e6 * exp(9 * pow(${share('number', "'whole'")}, 2))) AS whole,
    toString(cityHash64(number, 'user') % 200000) AS user
  FROM numbers(${from}, ${count})
)
ARRAY JOIN range(length) AS i`;
}

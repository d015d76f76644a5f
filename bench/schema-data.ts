// Generated telemetry for the schema benchmark, made inside the engine: the same rows in every run.

/** Hours that log records and metric points are spread over. */
export const HOURS = 24;

/** The end of the generated time, epoch seconds; all times are below it. */
export const END = Date.UTC(2026, 0, 15, 20) / 1000;

/** Log records that hold the rare word, all among those from number 0 on. */
const RARE = 20;

const hex = (seed: string, parts: number) =>
  Array.from({ length: parts }, (_, i) => `lower(hex(cityHash64(${seed}, ${i})))`).join(' || ');

/**
 * A SELECT of `rows` log records over the hours, with the exporter's columns, in the order of their arrival: one in a
 * thousand is up to two hours late. Numbers from `first` on make them, so that further calls add other records.
 */
export function logRows(rows: number, first = 0): string {
  return `
WITH
  number AS n,
  cityHash64(n, 'service') % 1000 AS s,
  toUInt8(30 * pow(s / 1000, 2)) AS service,
  cityHash64(n, 'severity') % 1000 AS sev,
  multiIf(sev < 20, 'ERROR', sev < 80, 'WARN', sev < 850, 'INFO', 'DEBUG') AS severity,
  cityHash64(n, 'template') % 12 AS template,
  intDiv(n, 4) AS call,
  toString(toUInt32(200000 * pow((cityHash64(call, 'user') % 1000003) / 1000003, 2))) AS user,
  ${requestId('call')} AS request,
  ['GET', 'POST', 'PUT', 'DELETE'][1 + cityHash64(call, 'm') % 4] AS method,
  '/api/v1/' || ['carts', 'orders', 'products', 'users', 'payments'][1 + cityHash64(call, 'r') % 5] AS route,
  toString([200, 200, 200, 201, 204, 404, 500][1 + cityHash64(n, 'st') % 7]) AS status,
  toString(cityHash64(n, 'ms') % 2000) AS ms
SELECT
  fromUnixTimestamp64Nano(toInt64(${END - HOURS * 3600} * 1000000000 + (n - ${first}) * ${Math.floor((HOURS * 3600e9) / rows)}
    + cityHash64(n) % 1000 - if(n % 1009 = 5, cityHash64(n, 'late') % 7200000000000, 0))) AS Timestamp,
  if(cityHash64(call, 't') % 10 < 6, lower(hex(sipHash128(call))), '') AS TraceId,
  if(TraceId = '', '', ${hex("n, 'span'", 1)}) AS SpanId,
  toUInt8(TraceId != '') AS TraceFlags,
  severity AS SeverityText,
  toUInt8(multiIf(sev < 20, 17, sev < 80, 13, sev < 850, 9, 5)) AS SeverityNumber,
  'service-' || toString(service) AS ServiceName,
  multiIf(
    ${first === 0 ? `n % ${Math.max(1, Math.floor(rows / RARE))} = 7` : '0'}, 'disk controller reported zanzibar fault on ' || request,
    template = 0, 'Request ' || method || ' ' || route || '/' || user || ' finished with ' || status || ' in ' || ms || ' ms',
    template = 1, 'Connection to 10.0.' || toString(cityHash64(n, 'a') % 256) || '.' || toString(cityHash64(n, 'b') % 256) || ':5432 refused after ' || ms || ' ms',
    template = 2, 'User ' || user || ' signed in',
    template = 3, 'Cache miss for key cart:' || user,
    template = 4, 'Payment ' || request || ' authorised by provider',
    template = 5, 'Slow query: SELECT * FROM orders WHERE user_id = ' || user || ' took ' || ms || ' ms',
    template = 6, 'Retrying message ' || request || ' from queue orders, attempt ' || toString(n % 5),
    template = 7, 'java.lang.IllegalStateException: pool exhausted\\n  at com.shop.Pool.get(Pool.java:' || toString(n % 300) || ')\\n  at com.shop.Orders.load(Orders.java:42)',
    template = 8, '{"event":"order_placed","user":' || user || ',"total":' || ms || ',"id":"' || request || '"}',
    template = 9, 'Health check ok',
    template = 10, 'GC pause of ' || ms || ' ms, heap at ' || toString(n % 100) || ' percent',
    'Handled ' || route || ' for tenant ' || toString(n % 50)
  ) AS Body,
  '' AS ResourceSchemaUrl,
  CAST(map('deployment.environment.name', ['prod', 'prod', 'staging'][1 + service % 3], 'host.name', 'node-' || toString(n % 40),
      'k8s.namespace.name', 'shop', 'k8s.pod.name', ServiceName || '-' || toString(n % 12), 'service.name', ServiceName,
      'service.version', '1.' || toString(service % 7), 'telemetry.sdk.language', 'nodejs'),
    'Map(LowCardinality(String), String)') AS ResourceAttributes,
  '' AS ScopeSchemaUrl,
  'com.shop.logger' AS ScopeName,
  '1.0' AS ScopeVersion,
  CAST(map(), 'Map(LowCardinality(String), String)') AS ScopeAttributes,
  CAST(mapConcat(
      if(severity = 'ERROR', map('error.type', ['TimeoutError', 'IOException', 'PoolExhausted', 'Http5xx'][1 + n % 4]), map()),
      if(n % 20011 = 3, map('feature.flag', 'dark-mode'), map()),
      if(template < 8, map('http.request.method', method, 'http.response.status_code', status, 'http.route', route,
        'request.id', request), map()),
      map('thread.name', 'worker-' || toString(n % 16)),
      if(template < 9, map('user.id', user), map())),
    'Map(LowCardinality(String), String)') AS LogAttributes,
  '' AS EventName
FROM (SELECT number FROM numbers(${first}, ${rows}))`;
}

/** The id that four log records in a row share, by a SQL expression of their number divided by four. */
export function requestId(call: string): string {
  return hex(`${call}, 'request'`, 2);
}

/** A SELECT of `rows` spans over two hours, six a trace, in the order of their time, without events and links. */
export function spanRows(rows: number): string {
  return `
WITH
  number AS n,
  intDiv(n, 6) AS t,
  n % 6 AS place,
  toUInt8(cityHash64(t, place) % 30) AS service,
  cityHash64(n, 'e') % 100 AS chance,
  cityHash64(n, 'name') % 12 AS name
SELECT
  fromUnixTimestamp64Nano(toInt64(${END - 7200} * 1000000000 + t * ${Math.floor((7200e9 * 6) / rows)} + place * 1000000)) AS Timestamp,
  lower(hex(sipHash128(t))) AS TraceId,
  lower(hex(cityHash64(n, 'span'))) AS SpanId,
  if(place = 0, '', lower(hex(cityHash64(n - 1, 'span')))) AS ParentSpanId,
  '' AS TraceState,
  ['GET /api', 'SELECT', 'load', 'publish', 'process'][1 + name % 5] || ' ' || toString(name) AS SpanName,
  ['Server', 'Client', 'Internal', 'Producer', 'Consumer'][1 + name % 5] AS SpanKind,
  'service-' || toString(service) AS ServiceName,
  map('deployment.environment.name', 'prod', 'host.name', 'node-' || toString(n % 40), 'k8s.pod.name', ServiceName || '-' || toString(n % 8),
      'service.name', ServiceName, 'service.version', '1.' || toString(service % 7)) AS ResourceAttributes,
  'shop' AS ScopeName,
  '1.0' AS ScopeVersion,
  map('db.system', 'postgresql', 'http.response.status_code', toString(200 + chance), 'http.route', '/api/' || toString(n % 20),
      'net.peer.name', 'db-' || toString(n % 4), 'user.id', toString(cityHash64(t) % 200000)) AS SpanAttributes,
  toUInt64(exp(10 + (cityHash64(n, 'd') % 10000) / 1000)) AS Duration,
  if(chance < 3, 'Error', 'Unset') AS StatusCode,
  '' AS StatusMessage
FROM (SELECT number FROM numbers(${rows}))`;
}

/** A SELECT of `rows` gauge points in the order of their time: 20 metrics of 100 series each, over the day. */
export function gaugeRows(rows: number): string {
  return `
WITH number % 2000 AS series, intDiv(number, 2000) AS step, intDiv(series, 100) AS metric
SELECT
  map('host.name', 'node-' || toString(series % 10), 'service.name', 'service-' || toString(series % 10)) AS ResourceAttributes,
  'service-' || toString(series % 10) AS ServiceName,
  'shop.metric.' || toString(metric) AS MetricName,
  map('cpu', toString(series % 100), 'state', 'idle') AS Attributes,
  fromUnixTimestamp64Nano(toInt64(${END - HOURS * 3600} * 1000000000 + step * ${Math.floor((HOURS * 3600e9 * 2000) / rows)})) AS TimeUnix,
  sin(step / 10) * series AS Value
FROM (SELECT number FROM numbers(${rows}))`;
}

// Log records for the log benchmark, made inside the engine and inserted into the real table in blocks of a busy receiver:
// 24 hours, 30 services, the same rows in every run but for their time. Every insert fills the rollups.
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { raw, sql } from '#app/lib/sql/sql.ts';

export const HOURS = 24;

/** Rows of one insert: what a busy group commit brings together. */
const BLOCK = 20_000;
/** Rows of one statement. */
const BATCH = 1_000_000;
/** Rows with the rare word, whatever the number of rows. */
const RARE_HITS = 20;

/** Inserts `rows` records into an empty `otel.otel_logs`; all times are before `endMs`. */
export async function fillLogs(
  clickhouse: ClickHouse,
  rows: number,
  endMs: number,
  tell: (done: number) => void,
): Promise<void> {
  for (let from = 0; from < rows; from += BATCH) {
    const count = Math.min(BATCH, rows - from);
    await clickhouse.command(sql`INSERT INTO otel.otel_logs
      (Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes,
       ScopeName, ScopeVersion, LogAttributes)
      ${raw(select(from, count, rows, endMs))}
      SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = ${raw(String(BLOCK))},
        min_insert_block_size_rows = ${raw(String(BLOCK))}, min_insert_block_size_bytes = 0, max_execution_time = 0`);
    tell(from + count);
  }
}

/** The id of a request, 128 bits in hexadecimal: unique to each record. */
export const requestId = (n: number | string) =>
  `concat(lower(hex(cityHash64(${n}, 'r0'))), lower(hex(cityHash64(${n}, 'r1'))))`;

function select(from: number, count: number, rows: number, endMs: number): string {
  const span = HOURS * 3600e9;
  return `
WITH
  number AS n,
  cityHash64(n, 'service') % 1000 AS s,
  toUInt8(30 * pow(s / 1000, 2)) AS service,
  cityHash64(n, 'severity') % 1000 AS sev,
  multiIf(sev < 20, 'ERROR', sev < 80, 'WARN', sev < 850, 'INFO', 'DEBUG') AS severity,
  cityHash64(n, 'template') % 12 AS template,
  toString(cityHash64(n, 'user') % 200000) AS user,
  ${requestId('n')} AS request,
  ['GET', 'POST', 'PUT', 'DELETE'][1 + cityHash64(n, 'm') % 4] AS method,
  concat('/api/v1/', ['carts', 'orders', 'products', 'users', 'payments'][1 + cityHash64(n, 'r') % 5]) AS route,
  toString([200, 200, 200, 201, 204, 404, 500][1 + cityHash64(n, 'st') % 7]) AS status,
  toString(cityHash64(n, 'ms') % 2000) AS ms
SELECT
  fromUnixTimestamp64Nano(toInt64(${endMs} * 1000000 - ${span} + toInt64(n * ${span / rows}) + cityHash64(n) % 1000)) AS Timestamp,
  if(cityHash64(n, 't') % 10 < 6, lower(hex(sipHash128(intDiv(n, 5)))), '') AS TraceId,
  if(TraceId = '', '', lower(hex(cityHash64(n, 'span')))) AS SpanId,
  toUInt8(TraceId != '') AS TraceFlags,
  severity AS SeverityText,
  toUInt8(multiIf(sev < 20, 17, sev < 80, 13, sev < 850, 9, 5)) AS SeverityNumber,
  concat('service-', toString(service)) AS ServiceName,
  multiIf(
    n % ${Math.max(1, Math.floor(rows / RARE_HITS))} = 7, concat('disk controller reported zanzibar fault on ', request),
    template = 0, concat('Request ', method, ' ', route, '/', user, ' finished with ', status, ' in ', ms, ' ms'),
    template = 1, concat('Connection to 10.0.', toString(cityHash64(n, 'a') % 256), '.', toString(cityHash64(n, 'b') % 256), ':5432 refused after ', ms, ' ms'),
    template = 2, concat('User ', user, ' signed in'),
    template = 3, concat('Cache miss for key cart:', user),
    template = 4, concat('Payment ', request, ' authorised by provider'),
    template = 5, concat('Slow query: SELECT * FROM orders WHERE user_id = ', user, ' took ', ms, ' ms'),
    template = 6, concat('Retrying message ', request, ' from queue orders, attempt ', toString(n % 5)),
    template = 7, concat('java.lang.IllegalStateException: pool exhausted\\n  at com.shop.Pool.get(Pool.java:', toString(n % 300), ')\\n  at com.shop.Orders.load(Orders.java:42)'),
    template = 8, concat('{"event":"order_placed","user":', user, ',"total":', ms, ',"id":"', request, '"}'),
    template = 9, 'Health check ok',
    template = 10, concat('GC pause of ', ms, ' ms, heap at ', toString(n % 100), ' percent'),
    concat('Handled ', route, ' for tenant ', toString(n % 50))
  ) AS Body,
  map('deployment.environment.name', ['prod', 'prod', 'staging'][1 + service % 3], 'host.name', concat('node-', toString(n % 40)),
      'k8s.namespace.name', 'shop', 'k8s.pod.name', concat(ServiceName, '-', toString(n % 8)), 'service.name', ServiceName,
      'service.version', concat('1.', toString(service % 7)), 'telemetry.sdk.language', 'nodejs') AS ResourceAttributes,
  'com.shop.logger' AS ScopeName,
  '1.0' AS ScopeVersion,
  map('duration_ms', ms, 'http.request.method', method, 'http.response.status_code', status, 'http.route', route,
      'request.id', request, 'thread.name', concat('worker-', toString(n % 16)), 'user.id', user) AS LogAttributes
FROM numbers(${from}, ${count})`;
}

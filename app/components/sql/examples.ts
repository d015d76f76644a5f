// What one can ask: shown while nothing has been run.

export interface Example {
  readonly title: string;
  readonly sql: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Errors per service, over the last hour',
    sql: `SELECT toStartOfInterval(Timestamp, INTERVAL 1 MINUTE) AS time, ServiceName, count() AS errors
FROM otel_logs
WHERE Timestamp > now() - INTERVAL 1 HOUR AND SeverityNumber >= 17
GROUP BY time, ServiceName
ORDER BY time`,
  },
  {
    title: 'Which services log most, and how much of it',
    sql: `SELECT ServiceName, count() AS lines, formatReadableSize(sum(length(Body))) AS size,
  countIf(SeverityNumber >= 17) AS errors
FROM otel_logs
WHERE Timestamp > now() - INTERVAL 1 DAY
GROUP BY ServiceName
ORDER BY lines DESC`,
  },
  {
    title: 'Slowest operations, by their 99th percentile',
    sql: `SELECT ServiceName, SpanName, count() AS calls,
  round(quantile(0.5)(Duration) / 1e6, 2) AS p50_ms, round(quantile(0.99)(Duration) / 1e6, 2) AS p99_ms
FROM otel_traces
WHERE Timestamp > now() - INTERVAL 1 HOUR
GROUP BY ServiceName, SpanName
ORDER BY p99_ms DESC
LIMIT 50`,
  },
];

// How many records each service sent on each day: from the rollups, and of metrics from the points themselves.
import { type Fragment, ident, join, sql, str } from '#app/lib/sql/sql.ts';

/** A row of the questions below. */
export interface ServiceDayRow {
  /** In UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly service: string;
  readonly records: string;
}

/** The tables of metric points. */
export const METRIC_TABLES = [
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exponential_histogram',
  'otel_metrics_summary',
] as const;

/** Log records by day and service, from a day (`YYYY-MM-DD`) on. */
export function logsByServiceQuery(database: string, fromDay: string): Fragment {
  return sql`SELECT toString(toDate(Minute)) AS day, toString(ServiceName) AS service, sum(Count) AS records
    FROM ${ident(database, 'otel_logs_volume_1m')}
    WHERE Minute >= toDateTime(toDate(${str(fromDay)}))
    GROUP BY day, service`;
}

/** Spans by day and service, from a day on. */
export function spansByServiceQuery(database: string, fromDay: string): Fragment {
  return sql`SELECT toString(toDate(Bucket)) AS day, toString(ServiceName) AS service, sum(Count) AS records
    FROM ${ident(database, 'otel_traces_red_sums')}
    WHERE Scope = 'service' AND Bucket >= toDateTime(toDate(${str(fromDay)}))
    GROUP BY day, service`;
}

/** Metric points by day and service, from a day on: reads two columns of all of their points. */
export function pointsByServiceQuery(database: string, fromDay: string): Fragment {
  const tables = METRIC_TABLES.map(
    (table) => sql`SELECT toDate(TimeUnix) AS date, ServiceName AS name, count() AS points
      FROM ${ident(database, table)}
      WHERE TimeUnix >= toDateTime64(toDate(${str(fromDay)}), 9)
      GROUP BY date, name`,
  );
  return sql`SELECT toString(date) AS day, toString(name) AS service, sum(points) AS records
    FROM (${join(tables, ' UNION ALL ')}) GROUP BY day, service`;
}

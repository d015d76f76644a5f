// Whether a team has received anything yet.
import { type Fragment, ident, sql, str } from '#app/lib/sql/sql.ts';

/** The name under which Maple sends its own metrics. */
export const OWN_SERVICE = 'maple';

/** One row when there is a log record, a span, or a metric of somebody else; no row otherwise. */
export function anyDataQuery(database: string): Fragment {
  const first = (table: string) => sql`(SELECT 1 FROM ${ident(database, table)} LIMIT 1)`;
  const foreign = (table: string) =>
    sql`(SELECT 1 FROM ${ident(database, table)} WHERE ServiceName != ${str(OWN_SERVICE)} LIMIT 1)`;
  return sql`${first('otel_logs')} UNION ALL ${first('otel_traces')} UNION ALL ${foreign('otel_metrics_gauge')}
    UNION ALL ${foreign('otel_metrics_sum')} UNION ALL ${foreign('otel_metrics_histogram')}`;
}

// A source says by which expressions of which table a signal's fields are read. Query builders ask it for columns.
import { type Fragment, ident, int, join, param, sql, str } from '#app/lib/sql/sql.ts';
import { SEVERITIES } from './severity.ts';

/** How log fields are read from one table. Every member is an expression over that table's columns. */
export interface LogSource {
  readonly table: Fragment;
  /** DateTime64(9). */
  readonly timestamp: Fragment;
  /** A coarser, monotonic function of the timestamp by which the table is ordered first. */
  readonly timeBucket: (timestamp: Fragment) => Fragment;
  /** UInt64 that tells rows of the same timestamp apart. */
  readonly id: Fragment;
  readonly service: Fragment;
  readonly severity: Fragment;
  readonly severityNumber: Fragment;
  readonly body: Fragment;
  readonly traceId: Fragment;
  readonly spanId: Fragment;
  readonly eventName: Fragment;
  readonly attributes: Fragment;
  readonly resource: Fragment;
  readonly scopeName: Fragment;
  readonly scopeVersion: Fragment;
  readonly scopeAttributes: Fragment;
}

/** The built-in source over a team's `otel_logs`. */
export function logSource(database: string): LogSource {
  return {
    table: ident(database, 'otel_logs'),
    timestamp: ident('Timestamp'),
    timeBucket: (timestamp) => sql`toStartOfFiveMinutes(${timestamp})`,
    id: ident('Id'),
    service: ident('ServiceName'),
    severity: ident('SeverityText'),
    severityNumber: ident('SeverityNumber'),
    body: ident('Body'),
    traceId: ident('TraceId'),
    spanId: ident('SpanId'),
    eventName: ident('EventName'),
    attributes: ident('LogAttributes'),
    resource: ident('ResourceAttributes'),
    scopeName: ident('ScopeName'),
    scopeVersion: ident('ScopeVersion'),
    scopeAttributes: ident('ScopeAttributes'),
  };
}

/** The level of a row, one of `SEVERITY_LEVELS`: `severityLevel` in SQL. */
export function severityLevelSql(source: Pick<LogSource, 'severity' | 'severityNumber'>): Fragment {
  const word = sql`lower(${source.severity})`;
  const byNumber = SEVERITIES.map(
    ({ level, least }) => sql`${source.severityNumber} >= ${int(least)}, ${str(level)}`,
  );
  const byWord = SEVERITIES.map(
    ({ level, words }) => sql`has(${param('Array(String)', words)}, ${word}), ${str(level)}`,
  );
  return sql`multiIf(${join([...byNumber, ...byWord, sql`${str('unset')}`], ', ')})`;
}

// A source says by which expressions of which table a signal's fields are read. Query builders ask it for columns.
import { type Fragment, ident, sql } from '#app/lib/sql/sql.ts';

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

/** Severities as a person tells them apart, most severe first; `unset` when the sender gave none. */
export const SEVERITY_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unset'] as const;
export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

/** The level of a row: by its number (OpenTelemetry logs data model, "SeverityNumber"), else by its text. */
export function severityLevel(source: Pick<LogSource, 'severity' | 'severityNumber'>): Fragment {
  const number = source.severityNumber;
  const text = sql`lower(${source.severity})`;
  return sql`multiIf(
    ${number} >= 21, 'fatal', ${number} >= 17, 'error', ${number} >= 13, 'warn',
    ${number} >= 9, 'info', ${number} >= 5, 'debug', ${number} >= 1, 'trace',
    ${text} IN ('fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic'), 'fatal',
    ${text} IN ('error', 'err', 'severe'), 'error',
    ${text} IN ('warn', 'warning'), 'warn',
    ${text} IN ('info', 'information', 'informational', 'notice'), 'info',
    ${text} IN ('debug', 'fine'), 'debug',
    ${text} IN ('trace', 'verbose', 'finest'), 'trace',
    'unset')`;
}

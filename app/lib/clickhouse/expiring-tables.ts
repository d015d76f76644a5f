// The telemetry tables whose rows expire, and of which signal they are. Tables of other names are the user's own. Pure.
import type { RetainedSignal, RetentionDays } from '#app/lib/auth/team-settings.ts';

/** A table, the signals its rows are of, and the one it is counted under. */
export interface ExpiringTable {
  readonly name: string;
  readonly signal: RetainedSignal;
  /** More than one where rows of several signals lie in one partition: it is kept for the longest. */
  readonly signals: readonly RetainedSignal[];
  /** `records`: what was sent. `rollup`: what Maple made of it. */
  readonly kind: 'records' | 'rollup';
}

function tables(
  signal: RetainedSignal,
  kind: ExpiringTable['kind'],
  names: readonly string[],
  signals: readonly RetainedSignal[] = [signal],
): ExpiringTable[] {
  return names.map((name) => ({ name, signal, signals, kind }));
}

/** The values of attributes, whose rows say in `Signal` what they are of. */
export const ATTRIBUTES_TABLE = 'otel_attributes_15m';

export const EXPIRING_TABLES: readonly ExpiringTable[] = [
  ...tables('logs', 'records', ['otel_logs']),
  ...tables('logs', 'rollup', ['otel_logs_volume_1m']),
  ...tables('logs', 'rollup', [ATTRIBUTES_TABLE], ['logs', 'traces']),
  ...tables('traces', 'records', ['otel_traces']),
  ...tables('traces', 'rollup', [
    'otel_trace_summaries',
    'otel_traces_red_1m',
    'otel_traces_red_15m',
    'otel_traces_red_sums',
    'otel_service_versions_15m',
    'otel_service_edges_5m',
    'otel_service_edges_1h',
    'otel_service_edges_state',
    'otel_spans_5m',
    'otel_errors_15m',
  ]),
  ...tables('metrics', 'records', [
    'otel_metrics_gauge',
    'otel_metrics_sum',
    'otel_metrics_histogram',
    'otel_metrics_exponential_histogram',
    'otel_metrics_summary',
  ]),
  ...tables('sessions', 'records', ['otel_sessions']),
];

/** Whole days that a table's rows are kept. */
export function daysOfTable(table: Pick<ExpiringTable, 'signals'>, days: RetentionDays): number {
  return Math.max(...table.signals.map((signal) => days[signal]));
}

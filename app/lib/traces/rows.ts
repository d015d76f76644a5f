// From spans as ClickHouse answers them to spans as the API and the screen see them. Pure.
import { formatNanos } from '#app/lib/core/time.ts';
import type { SpanListRow } from '#app/lib/telemetry/traces.ts';
import type { SpanRow } from './schema.ts';

export function toSpanRow(row: Omit<SpanListRow, 'hash'>): SpanRow {
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    timestamp: formatNanos(BigInt(row.ts)),
    service: row.service,
    name: row.name,
    kind: row.kind,
    status: row.status,
    statusMessage: row.statusMessage,
    durationNs: Number(row.durationNs),
  };
}

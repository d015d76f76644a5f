// From spans as ClickHouse answers them to spans as the API and the screen see them. Pure.
import { formatNanos } from '#app/lib/core/time.ts';
import { flatTexts } from '#app/lib/telemetry/flat-texts.ts';
import type { SpanListRow } from '#app/lib/telemetry/traces.ts';
import type { WholeSpanRow } from '#app/lib/telemetry/traces-read.ts';
import type { SpanDetail, SpanRow } from './schema.ts';

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

export function toSpanDetail(row: WholeSpanRow): SpanDetail {
  return {
    ...toSpanRow(row),
    traceState: row.traceState,
    attributes: flatTexts(row.attributes),
    resource: flatTexts(row.resource),
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: row.eventNames.map((name, index) => ({
      timestamp: formatNanos(BigInt(row.eventTimes[index] ?? 0)),
      name,
      attributes: { ...row.eventAttributes[index] },
    })),
    links: row.linkTraceIds.map((traceId, index) => ({
      traceId,
      spanId: row.linkSpanIds[index] ?? '',
      traceState: row.linkStates[index] ?? '',
      attributes: { ...row.linkAttributes[index] },
    })),
  };
}

// From a row as ClickHouse answers it to one as the API and the screen see it. Pure.
import { formatNanos } from '#app/lib/core/time.ts';
import { flatTexts } from '#app/lib/telemetry/flat-texts.ts';
import type { LogColumn, LogRecordRow } from '#app/lib/telemetry/logs.ts';
import type { LogRow } from './schema.ts';

/** `columns` are those that the statement was asked for, in its order. */
export function toLogRow(row: LogRecordRow, columns: readonly LogColumn[]): LogRow {
  return {
    id: `${row.ts}-${row.id}`,
    timestamp: formatNanos(BigInt(row.ts)),
    service: row.service,
    severity: row.severity,
    severityNumber: row.severityNumber,
    body: row.body,
    traceId: row.traceId,
    spanId: row.spanId,
    eventName: row.eventName,
    attributes: flatTexts(row.attributes),
    resource: flatTexts(row.resource),
    scope: {
      name: row.scopeName,
      version: row.scopeVersion,
      attributes: flatTexts(row.scopeAttributes),
    },
    ...(columns.length > 0 && {
      columns: Object.fromEntries(columns.map(({ name }, index) => [name, row.extra?.[index] ?? ''])),
    }),
  };
}

/** The place of a row in the order by time. */
export function idParts(id: string): { readonly timestampNs: bigint; readonly id: bigint } | undefined {
  const match = /^(\d{1,19})-(\d{1,20})$/.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { timestampNs: BigInt(match[1]), id: BigInt.asUintN(64, BigInt(match[2])) };
}

/** Characters of a row's texts: what it weighs in memory and on the wire, about. */
export function rowSize(row: LogRecordRow): number {
  return row.body.length + mapSize(row.attributes) + mapSize(row.resource) + mapSize(row.scopeAttributes);
}

function mapSize(map: Record<string, string> | string): number {
  if (typeof map === 'string') return map.length;
  let size = 0;
  for (const key in map) size += key.length + (map[key]?.length ?? 0);
  return size;
}

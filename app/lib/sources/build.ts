// From a source's definition and what is known of its table to the Source that query builders ask. Pure.
import { ident } from '#app/lib/sql/sql.ts';
import type { Source, SourceAttributes, SourceField } from '#app/lib/telemetry/source.ts';
import type { BuiltInRollups } from './builtin.ts';
import type { ResolvedExpressions } from './expressions.server.ts';
import type { AttributeKeys, AttributeScope } from './keys.server.ts';
import { parseOrder, timeBucketOf } from './order.ts';
import { rowHash } from './row-id.ts';
import type { SourceDefinition } from './schema.ts';
import type { TableInfo } from './table.server.ts';

interface Parts {
  readonly definition: SourceDefinition;
  readonly info: TableInfo;
  /** Vetted, with their types; `timestamp` is among them. */
  readonly expressions: ResolvedExpressions & { readonly timestamp: SourceField };
  readonly keys: AttributeKeys;
  readonly rollups: BuiltInRollups | undefined;
  readonly rowIdIsArrival: boolean;
}

/** Puts the source together. */
export function buildSource(parts: Parts): Source {
  const { definition, info, expressions, keys, rollups, rowIdIsArrival } = parts;
  const { timestamp, duration } = expressions;
  const texts = definition.expressions;
  const order = expressions.order && parseOrder(texts.order, texts.timestamp);
  const attributes = (scope: AttributeScope): SourceAttributes | undefined => {
    const field = expressions[scope];
    return field && { ...field, keys: keys[scope] };
  };
  return {
    id: definition.id,
    name: definition.name,
    kind: definition.kind,
    database: info.database,
    table: info.table,
    filter: expressions.filter?.expression,
    timestamp,
    timeBucket: order && timeBucketOf(order, timestamp),
    rowId: expressions.rowId?.expression ?? rowHash(info.columns),
    rowIdIsArrival: rowIdIsArrival && expressions.rowId !== undefined,
    service: expressions.service,
    severity: expressions.severity,
    severityNumber: expressions.severityNumber,
    body: expressions.body,
    traceId: expressions.traceId,
    spanId: expressions.spanId,
    eventName: expressions.eventName,
    scopeName: expressions.scopeName,
    scopeVersion: expressions.scopeVersion,
    spanName: expressions.spanName,
    spanKind: expressions.spanKind,
    parentSpanId: expressions.parentSpanId,
    statusCode: expressions.statusCode,
    statusMessage: expressions.statusMessage,
    duration: duration && { ...duration, unit: definition.durationUnit },
    sessionId: expressions.sessionId,
    attributes: attributes('attributes'),
    resource: attributes('resource'),
    scope: attributes('scope'),
    columns: info.columns.map(({ name, type }) => ({ name, type })),
    indexes: info.indexes,
    rollups: rollups && {
      volume: rollups.volume === undefined ? undefined : ident(info.database, rollups.volume),
      attributes: ident(info.database, rollups.attributes),
      signal: rollups.signal,
    },
  };
}

// The fields that Maple itself names, and which role of a source each one reads.
import { ident, sql, str } from '#app/lib/sql/sql.ts';
import type { Source, SourceField } from '#app/lib/telemetry/source.ts';
import { readType } from './field-types.ts';
import { textSql } from './field-values.ts';
import type { FieldKind } from './fields.ts';

export interface OwnField {
  readonly name: string;
  /** Other names of it, most of them what OpenTelemetry and other tools call it. */
  readonly aliases: readonly string[];
  /** Undefined: what the column's type says. */
  readonly kind?: FieldKind;
  /** How its texts are compared. */
  readonly reading?: 'severity' | 'caseless' | 'hex';
  of(source: Source): (SourceField & { readonly unit?: 'ns' | 'us' | 'ms' | 's' }) | undefined;
  isIn(source: Source): boolean;
}

function own(
  name: string,
  aliases: readonly string[],
  of: OwnField['of'],
  more: Pick<OwnField, 'kind' | 'reading'> = {},
): OwnField {
  return { name, aliases, of, isIn: (source) => of(source) !== undefined, ...more };
}

/** In the order in which completion shows them. */
export const OWN_FIELDS: readonly OwnField[] = [
  {
    ...own('level', ['severity', 'severity_text'], (source) => source.severity, {
      kind: 'severity',
      reading: 'severity',
    }),
    isIn: (source) => source.severity !== undefined || source.severityNumber !== undefined,
  },
  own('service', ['service.name', 'service_name'], (source) => source.service, { kind: 'keyword' }),
  own('body', ['message'], (source) => source.body, { kind: 'text' }),
  own('name', ['span.name', 'span_name'], (source) => source.spanName, { kind: 'keyword' }),
  own('kind', ['span.kind', 'span_kind'], (source) => source.spanKind, {
    kind: 'keyword',
    reading: 'caseless',
  }),
  own('status', ['span.status', 'span_status'], (source) => source.statusCode, {
    kind: 'keyword',
    reading: 'caseless',
  }),
  own('status_message', ['status.message'], (source) => source.statusMessage, { kind: 'text' }),
  own('duration', [], (source) => source.duration, { kind: 'duration' }),
  own('trace_id', ['trace.id', 'traceid', 'traceId'], (source) => source.traceId, {
    kind: 'keyword',
    reading: 'hex',
  }),
  own('span_id', ['span.id', 'spanid', 'spanId'], (source) => source.spanId, {
    kind: 'keyword',
    reading: 'hex',
  }),
  own('parent_span_id', ['parent.span.id', 'parentSpanId'], (source) => source.parentSpanId, {
    kind: 'keyword',
    reading: 'hex',
  }),
  own('root', [], isRoot, { kind: 'boolean' }),
  own('event', ['event.name', 'event_name'], (source) => source.eventName ?? eventNames(source), {
    kind: 'keyword',
  }),
  own('exception.type', [], (source) => eventAttribute(source, 'exception.type'), { kind: 'keyword' }),
  own('exception.message', [], (source) => eventAttribute(source, 'exception.message'), { kind: 'text' }),
  own('session_id', ['session.id', 'sessionId'], (source) => source.sessionId, { kind: 'keyword' }),
  own('scope_name', ['scope.name'], (source) => source.scopeName, { kind: 'keyword' }),
  own('scope_version', ['scope.version'], (source) => source.scopeVersion, { kind: 'keyword' }),
  own('severity_number', [], (source) => source.severityNumber),
  own('timestamp', ['@timestamp'], (source) => source.timestamp, { kind: 'time' }),
];

/**
 * The values that a span's events have for a key, without empty ones: an array. Undefined where events are not stored as
 * the exporter stores them.
 */
export function eventAttribute(source: Source, key: string): SourceField | undefined {
  const column = spanEvents(source, 'Events.Attributes');
  if (column?.type.element?.family !== 'map') return undefined;
  return {
    expression: sql`arrayFilter(value -> value != '', arrayMap(event -> event[${str(key)}], ${column.expression}))`,
    type: 'Array(String)',
    column: undefined,
  };
}

function eventNames(source: Source): SourceField | undefined {
  const name = 'Events.Name';
  const type = source.columns.find((column) => column.name === name)?.type ?? '';
  const column = spanEvents(source, name);
  return column?.type.element?.family === 'string'
    ? { expression: column.expression, type, column: name }
    : undefined;
}

function spanEvents(source: Source, name: string) {
  const column = source.kind === 'trace' ? source.columns.find((one) => one.name === name) : undefined;
  return column && { expression: ident(column.name), type: readType(column.type) };
}

/** Whether a span has no parent. */
function isRoot({ parentSpanId }: Source): SourceField | undefined {
  if (parentSpanId === undefined) return undefined;
  const parent = textSql(parentSpanId.expression, readType(parentSpanId.type));
  return { expression: sql`CAST(${parent} = '', 'Bool')`, type: 'Bool', column: undefined };
}

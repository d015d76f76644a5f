// Model objects to OTLP export requests in protobuf: field numbers as in opentelemetry-proto 1.x.
import type {
  Attributes,
  AttributeValue,
  InstrumentationScope,
  LogRecord,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
} from '../model.ts';
import { Writer } from './protobuf.ts';

const LENGTH = 2;
const FIXED64 = 1;
const FIXED32 = 5;

/** The tag of a field of wire type `type` (0 varint, 1 fixed64, 2 length-delimited, 5 fixed32). */
export function tag(field: number, type = 0): number {
  return (field << 3) | type;
}

const writer = new Writer();
const resources = new WeakMap<Resource, Uint8Array>();
const scopes = new WeakMap<InstrumentationScope, Uint8Array>();

/** The body of an ExportTraceServiceRequest. */
export function encodeTraces(spans: readonly Span[]): Uint8Array<ArrayBuffer> {
  return encodeGroups(spans, writeSpan);
}

/** The body of an ExportLogsServiceRequest. */
export function encodeLogs(logs: readonly LogRecord[]): Uint8Array<ArrayBuffer> {
  return encodeGroups(logs, writeLog);
}

/**
 * The frame that all three requests share: resource → scope → records. `write` writes one record's content; fields are
 * written last to first, so records keep their order when they are walked backwards.
 */
export function encodeGroups<T extends { readonly resource: Resource; readonly scope: InstrumentationScope }>(
  records: readonly T[],
  write: (out: Writer, record: T) => void,
): Uint8Array<ArrayBuffer> {
  const groups = new Map<Resource, Map<InstrumentationScope, T[]>>();
  for (let i = records.length - 1; i >= 0; i--) {
    const record = records[i] as T;
    let byScope = groups.get(record.resource);
    if (!byScope) {
      byScope = new Map();
      groups.set(record.resource, byScope);
    }
    const list = byScope.get(record.scope);
    if (list) list.push(record);
    else byScope.set(record.scope, [record]);
  }
  for (const [resource, byScope] of groups) {
    const resourceStart = writer.length;
    writer.text(tag(3, LENGTH), resource.schemaUrl);
    for (const [scope, list] of byScope) {
      const scopeStart = writer.length;
      for (const record of list) {
        const start = writer.length;
        write(writer, record);
        writer.close(tag(2, LENGTH), start);
      }
      writer.bytes(tag(1, LENGTH), scopeBytes(scope));
      writer.close(tag(2, LENGTH), scopeStart);
    }
    writer.bytes(tag(1, LENGTH), resourceBytes(resource));
    writer.close(tag(1, LENGTH), resourceStart);
  }
  return writer.take();
}

/** Writes attributes as repeated KeyValue fields. */
export function writeAttributes(out: Writer, fieldTag: number, attributes: Attributes): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const start = out.length;
    writeValue(out, tag(2, LENGTH), value);
    out.text(tag(1, LENGTH), key);
    out.close(fieldTag, start);
  }
}

function writeValue(out: Writer, fieldTag: number, value: Exclude<AttributeValue, undefined>): void {
  const start = out.length;
  if (typeof value === 'string') out.text(tag(1, LENGTH), value);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) {
      out.varint(value);
      out.varint(tag(3));
    } else {
      out.double(tag(4, FIXED64), value);
    }
  } else if (typeof value === 'boolean') {
    out.varint(value ? 1 : 0);
    out.varint(tag(2));
  } else {
    for (let i = value.length - 1; i >= 0; i--) writeValue(out, tag(1, LENGTH), value[i] as string);
    out.close(tag(5, LENGTH), start);
  }
  out.close(fieldTag, start);
}

function writeSpan(out: Writer, span: Span): void {
  // The trace-flags byte says "sampled"; the bit above it that the parent's locality is known.
  out.fixed32(tag(16, FIXED32), 0x101);
  if (span.statusCode !== 0) {
    const start = out.length;
    out.varint(span.statusCode);
    out.varint(tag(3));
    if (span.statusMessage !== '') out.text(tag(2, LENGTH), span.statusMessage);
    out.close(tag(15, LENGTH), start);
  }
  for (let i = span.links.length - 1; i >= 0; i--) writeLink(out, span.links[i] as SpanLink);
  for (let i = span.events.length - 1; i >= 0; i--) writeEvent(out, span.events[i] as SpanEvent);
  writeAttributes(out, tag(9, LENGTH), span.attributes);
  out.time(tag(8, FIXED64), span.endUs);
  out.time(tag(7, FIXED64), span.startUs);
  out.varint(span.kind);
  out.varint(tag(6));
  out.text(tag(5, LENGTH), span.name);
  out.id(tag(4, LENGTH), span.parentSpanId);
  out.id(tag(2, LENGTH), span.spanId);
  out.id(tag(1, LENGTH), span.traceId);
}

function writeEvent(out: Writer, event: SpanEvent): void {
  const start = out.length;
  writeAttributes(out, tag(3, LENGTH), event.attributes);
  out.text(tag(2, LENGTH), event.name);
  out.time(tag(1, FIXED64), event.timeUs);
  out.close(tag(11, LENGTH), start);
}

function writeLink(out: Writer, link: SpanLink): void {
  const start = out.length;
  out.fixed32(tag(6, FIXED32), 0x101);
  writeAttributes(out, tag(4, LENGTH), link.attributes);
  out.id(tag(2, LENGTH), link.spanId);
  out.id(tag(1, LENGTH), link.traceId);
  out.close(tag(13, LENGTH), start);
}

function writeLog(out: Writer, log: LogRecord): void {
  if (log.eventName !== '') out.text(tag(12, LENGTH), log.eventName);
  out.time(tag(11, FIXED64), log.observedUs);
  out.id(tag(10, LENGTH), log.spanId);
  out.id(tag(9, LENGTH), log.traceId);
  if (log.traceId !== '') out.fixed32(tag(8, FIXED32), 1);
  writeAttributes(out, tag(6, LENGTH), log.attributes);
  const start = out.length;
  if (typeof log.body === 'string') {
    out.text(tag(1, LENGTH), log.body);
  } else {
    writeAttributes(out, tag(1, LENGTH), log.body);
    out.close(tag(6, LENGTH), start);
  }
  out.close(tag(5, LENGTH), start);
  out.text(tag(3, LENGTH), log.severityText);
  out.varint(log.severityNumber);
  out.varint(tag(2));
  out.time(tag(1, FIXED64), log.timeUs);
}

function resourceBytes(resource: Resource): Uint8Array {
  let bytes = resources.get(resource);
  if (!bytes) {
    const own = new Writer(4096);
    writeAttributes(own, tag(1, LENGTH), resource.attributes);
    bytes = own.take();
    resources.set(resource, bytes);
  }
  return bytes;
}

function scopeBytes(scope: InstrumentationScope): Uint8Array {
  let bytes = scopes.get(scope);
  if (!bytes) {
    const own = new Writer(256);
    if (scope.version !== '') own.text(tag(2, LENGTH), scope.version);
    own.text(tag(1, LENGTH), scope.name);
    bytes = own.take();
    scopes.set(scope, bytes);
  }
  return bytes;
}

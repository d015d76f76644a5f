// Spans of OTLP/JSON: an export request, a TracesData, lines of the collector's file exporter, Tempo's and Jaeger's answers.
import { formatNanos } from '#app/lib/core/time.ts';
import { mapJson } from '#app/lib/otlp/values.ts';
import { SPAN_KINDS, SPAN_STATUSES } from '../columns.ts';
import { spanIdText, traceIdText } from './ids.ts';
import {
  emptyAttributes,
  fail,
  fieldOf,
  isObject,
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
  unsignedOf,
} from './json-fields.ts';
import type { ReadSpan, SpanDetail } from './read-span.ts';

/** Values inside each other are read this deep. */
const MAX_DEPTH = 32;

/** The resource spans of a document, if it has any; `trace`, `result` and `batches` are names of other tools for them. */
export function otlpBatches(document: JsonObject): readonly JsonObject[] | undefined {
  const inner = ['trace', 'result'].map((name) => fieldOf(document, name)).filter(isObject);
  for (const holder of [document, ...inner])
    for (const name of ['resourceSpans', 'batches'])
      if (Object.hasOwn(holder, name)) return objectsOf(holder, name, 'file');
  return undefined;
}

interface Holder {
  readonly resource: JsonObject;
  readonly service: string;
  readonly scope: JsonObject;
}

/** Calls `each` for every span of a ResourceSpans. Throws `bad_request` with the path of what is wrong. */
export function readOtlpBatch(batch: JsonObject, where: string, each: (span: ReadSpan) => void): void {
  const resource = objectOf(batch, 'resource', where);
  const service = attributesOf(resource, `${where}.resource`)['service.name'] ?? '';
  // Older exporters call a scope an instrumentation library.
  for (const [list, head] of [
    ['scopeSpans', 'scope'],
    ['instrumentationLibrarySpans', 'instrumentationLibrary'],
  ] as const) {
    for (const [i, holder] of objectsOf(batch, list, where).entries()) {
      const path = `${where}.${list}[${i}]`;
      const shared = { resource, service, scope: objectOf(holder, head, path) };
      for (const [j, span] of objectsOf(holder, 'spans', path).entries())
        each(readSpan(span, shared, `${path}.spans[${j}]`));
    }
  }
}

function readSpan(span: JsonObject, shared: Holder, where: string): ReadSpan {
  const startNs = unsignedOf(span, 'startTimeUnixNano', where);
  const endNs = unsignedOf(span, 'endTimeUnixNano', where);
  const events = objectsOf(span, 'events', where);
  const read: Omit<ReadSpan, 'detail'> = {
    traceId: traceIdText(textOf(span, 'traceId', where)),
    spanId: spanIdText(textOf(span, 'spanId', where)),
    parentSpanId: spanIdText(textOf(span, 'parentSpanId', where)),
    // As they are stored: without a start a span begins at its end, and none ends before it began.
    startNs: startNs === 0n ? endNs : startNs,
    durationNs: startNs === 0n || endNs < startNs ? 0 : Number(endNs - startNs),
    service: shared.service,
    name: textOf(span, 'name', where),
    kind: placeOf(fieldOf(span, 'kind'), SPAN_KINDS, 'SPAN_KIND_'),
    status: placeOf(fieldOf(objectOf(span, 'status', where), 'code'), SPAN_STATUSES, 'STATUS_CODE_'),
    events: events.length,
    exceptions: events.filter((event) => fieldOf(event, 'name') === 'exception').length,
    links: objectsOf(span, 'links', where).length,
  };
  return { ...read, detail: () => detailOf(read, span, shared, where) };
}

/** Enums are numbers in OTLP/JSON; some exporters write the names of the protocol. */
function placeOf(value: unknown, words: readonly string[], prefix: string): number {
  if (typeof value === 'number') return words[value] === undefined ? 0 : value;
  if (typeof value !== 'string') return 0;
  const wanted = value.replace(prefix, '').toLowerCase();
  return Math.max(
    0,
    words.findIndex((word) => word.toLowerCase() === wanted),
  );
}

function detailOf(
  read: Omit<ReadSpan, 'detail'>,
  span: JsonObject,
  shared: Holder,
  where: string,
): SpanDetail {
  return {
    traceId: read.traceId,
    spanId: read.spanId,
    parentSpanId: read.parentSpanId,
    timestamp: formatNanos(read.startNs),
    service: read.service,
    name: read.name,
    kind: SPAN_KINDS[read.kind] ?? SPAN_KINDS[0],
    status: SPAN_STATUSES[read.status] ?? SPAN_STATUSES[0],
    statusMessage: textOf(objectOf(span, 'status', where), 'message', `${where}.status`),
    durationNs: read.durationNs,
    traceState: textOf(span, 'traceState', where),
    attributes: attributesOf(span, where),
    resource: attributesOf(shared.resource, where),
    scope: { name: textOf(shared.scope, 'name', where), version: textOf(shared.scope, 'version', where) },
    events: objectsOf(span, 'events', where).map((event, i) => ({
      timestamp: formatNanos(unsignedOf(event, 'timeUnixNano', `${where}.events[${i}]`)),
      name: textOf(event, 'name', `${where}.events[${i}]`),
      attributes: attributesOf(event, `${where}.events[${i}]`),
    })),
    links: objectsOf(span, 'links', where).map((link, i) => ({
      traceId: traceIdText(textOf(link, 'traceId', `${where}.links[${i}]`)),
      spanId: spanIdText(textOf(link, 'spanId', `${where}.links[${i}]`)),
      traceState: textOf(link, 'traceState', `${where}.links[${i}]`),
      attributes: attributesOf(link, `${where}.links[${i}]`),
    })),
  };
}

function attributesOf(holder: JsonObject, where: string): Record<string, string> {
  const attributes = emptyAttributes();
  for (const [i, attribute] of objectsOf(holder, 'attributes', where).entries()) {
    const key = textOf(attribute, 'key', `${where}.attributes[${i}]`);
    const value = fieldOf(attribute, 'value');
    attributes[key] = isObject(value) ? valueText(value, `${where}.attributes[${i}].value`) : '';
  }
  return attributes;
}

/** An AnyValue as the text that would be stored. */
function valueText(value: JsonObject, where: string): string {
  const text = fieldOf(value, 'stringValue') ?? fieldOf(value, 'bytesValue');
  if (typeof text === 'string') return text;
  for (const name of ['intValue', 'doubleValue', 'boolValue']) {
    const plain = fieldOf(value, name);
    if (plain !== undefined && plain !== null)
      return isPlain(plain) ? String(plain) : fail(where, 'a value', plain);
  }
  return isObject(fieldOf(value, 'arrayValue')) || isObject(fieldOf(value, 'kvlistValue'))
    ? valueJson(value, where, 0)
    : '';
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** A value inside of an array or map, as JSON. Too deep ones are cut. */
function valueJson(value: JsonObject, where: string, depth: number): string {
  if (depth === MAX_DEPTH) return '"…"';
  const array = fieldOf(value, 'arrayValue');
  if (isObject(array)) {
    const items = objectsOf(array, 'values', where).map((item) => valueJson(item, where, depth + 1));
    return `[${items.join(',')}]`;
  }
  const list = fieldOf(value, 'kvlistValue');
  if (isObject(list)) {
    const entries = new Map<string, string>();
    for (const entry of objectsOf(list, 'values', where))
      entries.set(textOf(entry, 'key', where), valueJson(objectOf(entry, 'value', where), where, depth + 1));
    return mapJson(entries);
  }
  const isNumber = Object.hasOwn(value, 'intValue') || Object.hasOwn(value, 'boolValue');
  const isDouble = Number.isFinite(fieldOf(value, 'doubleValue'));
  const text = valueText(value, where);
  if (text === '' && !Object.hasOwn(value, 'stringValue')) return 'null';
  return isNumber || isDouble ? text : JSON.stringify(text);
}

// Spans of the JSON that Jaeger's UI downloads and its query API answers: `{data: [trace]}`, or a trace alone.
import { formatNanos } from '#app/lib/core/time.ts';
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

const NS_PER_MICROSECOND = 1_000n;
/** What these tags say stands elsewhere in a span. */
const SCOPE_NAMES = ['otel.scope.name', 'otel.library.name'];
const SCOPE_VERSIONS = ['otel.scope.version', 'otel.library.version'];
const MAPPED = new Set([
  ...['span.kind', 'otel.status_code', 'otel.status_description', 'w3c.tracestate'],
  ...SCOPE_NAMES,
  ...SCOPE_VERSIONS,
]);

/** The traces of a document, if it has any. */
export function jaegerTraces(document: JsonObject): readonly JsonObject[] | undefined {
  const data = fieldOf(document, 'data');
  if (Array.isArray(data)) return objectsOf(document, 'data', 'file');
  const isTrace = Object.hasOwn(document, 'traceID') && Array.isArray(fieldOf(document, 'spans'));
  return isTrace ? [document] : undefined;
}

/** Calls `each` for every span of a trace. Throws `bad_request` with the path of what is wrong. */
export function readJaegerTrace(trace: JsonObject, where: string, each: (span: ReadSpan) => void): void {
  const processes = objectOf(trace, 'processes', where);
  const traceId = textOf(trace, 'traceID', where);
  for (const [i, span] of objectsOf(trace, 'spans', where).entries()) {
    const path = `${where}.spans[${i}]`;
    const inline = fieldOf(span, 'process');
    const process = isObject(inline)
      ? inline
      : objectOf(processes, textOf(span, 'processID', path), `${where}.processes`);
    each(readSpan(span, process, traceId, path));
  }
}

function readSpan(span: JsonObject, process: JsonObject, trace: string, where: string): ReadSpan {
  const tags = tagsOf(span, 'tags', where);
  const logs = objectsOf(span, 'logs', where);
  const traceId = traceIdText(textOf(span, 'traceID', where) || trace);
  const references = readReferences(span, traceId, where);
  const kind = tags['span.kind'] ?? '';
  const read: Omit<ReadSpan, 'detail'> = {
    traceId,
    spanId: spanIdText(textOf(span, 'spanID', where)),
    parentSpanId: references.parent,
    startNs: unsignedOf(span, 'startTime', where) * NS_PER_MICROSECOND,
    durationNs: durationOf(span, where),
    service: textOf(process, 'serviceName', where),
    name: textOf(span, 'operationName', where),
    kind: Math.max(
      0,
      SPAN_KINDS.findIndex((word) => word.toLowerCase() === kind.toLowerCase()),
    ),
    status: statusOf(tags),
    events: logs.length,
    exceptions: logs.filter((log) => eventName(tagsOf(log, 'fields', where)) === 'exception').length,
    links: references.links.length,
  };
  return { ...read, detail: () => detailOf(read, span, process, references.links, where) };
}

/** A span that ends before it begins, by a clock that was set back, ends where it begins: as in Maple's own tables. */
function durationOf(span: JsonObject, where: string): number {
  const value = fieldOf(span, 'duration');
  if (typeof value === 'number' && value < 0) return 0;
  return Number(unsignedOf(span, 'duration', where) * NS_PER_MICROSECOND);
}

function statusOf(tags: Readonly<Record<string, string>>): number {
  const code = tags['otel.status_code']?.toLowerCase();
  const said = SPAN_STATUSES.findIndex((word) => word.toLowerCase() === code);
  if (said > 0) return said;
  return tags.error === 'true' ? SPAN_STATUSES.indexOf('Error') : 0;
}

interface Reference {
  readonly type: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** The parent is what a span is a child of, else what it follows from, in the same trace; the rest are links. */
function readReferences(span: JsonObject, traceId: string, where: string) {
  const all = objectsOf(span, 'references', where).map((reference, i): Reference => {
    const path = `${where}.references[${i}]`;
    return {
      type: textOf(reference, 'refType', path),
      traceId: traceIdText(textOf(reference, 'traceID', path)),
      spanId: spanIdText(textOf(reference, 'spanID', path)),
    };
  });
  const here = all.filter((reference) => reference.traceId === traceId);
  const parent = here.find(({ type }) => type === 'CHILD_OF') ?? here[0];
  const old = spanIdText(textOf(span, 'parentSpanID', where));
  return { parent: parent?.spanId ?? old, links: all.filter((reference) => reference !== parent) };
}

function detailOf(
  read: Omit<ReadSpan, 'detail'>,
  span: JsonObject,
  process: JsonObject,
  links: readonly Reference[],
  where: string,
): SpanDetail {
  const tags = tagsOf(span, 'tags', where);
  const first = (names: readonly string[]) =>
    names.map((name) => tags[name]).find((value) => value !== undefined) ?? '';
  const resource = emptyAttributes();
  resource['service.name'] = read.service;
  Object.assign(resource, tagsOf(process, 'tags', where));
  return {
    traceId: read.traceId,
    spanId: read.spanId,
    parentSpanId: read.parentSpanId,
    timestamp: formatNanos(read.startNs),
    service: read.service,
    name: read.name,
    kind: SPAN_KINDS[read.kind] ?? SPAN_KINDS[0],
    status: SPAN_STATUSES[read.status] ?? SPAN_STATUSES[0],
    statusMessage: tags['otel.status_description'] ?? '',
    durationNs: read.durationNs,
    traceState: tags['w3c.tracestate'] ?? '',
    attributes: without(tags, (key) => MAPPED.has(key) || (key === 'error' && tags[key] === 'true')),
    resource,
    scope: { name: first(SCOPE_NAMES), version: first(SCOPE_VERSIONS) },
    events: objectsOf(span, 'logs', where).map((log, i) => {
      const fields = tagsOf(log, 'fields', `${where}.logs[${i}]`);
      return {
        timestamp: formatNanos(unsignedOf(log, 'timestamp', `${where}.logs[${i}]`) * NS_PER_MICROSECOND),
        name: eventName(fields),
        attributes: without(fields, (key) => key === 'event'),
      };
    }),
    links: links.map(({ traceId, spanId }) => ({
      traceId,
      spanId,
      traceState: '',
      attributes: emptyAttributes(),
    })),
  };
}

function eventName(fields: Readonly<Record<string, string>>): string {
  return fields.event ?? 'log';
}

function without(tags: Readonly<Record<string, string>>, isLeftOut: (key: string) => boolean) {
  const kept = emptyAttributes();
  for (const [key, value] of Object.entries(tags)) if (!isLeftOut(key)) kept[key] = value;
  return kept;
}

function tagsOf(holder: JsonObject, name: string, where: string): Record<string, string> {
  const tags = emptyAttributes();
  for (const [i, tag] of objectsOf(holder, name, where).entries()) {
    const value = fieldOf(tag, 'value') ?? '';
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    if (!isPlain) fail(`${where}.${name}[${i}].value`, 'a text, a number or a boolean', value);
    tags[textOf(tag, 'key', `${where}.${name}[${i}]`)] = String(value);
  }
  return tags;
}

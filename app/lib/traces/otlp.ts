// A trace as OTLP/JSON, a TracesData message: ids in hexadecimal, 64-bit integers as text, enums as numbers. Attributes are
// stored as texts and come as such. Pure.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { parseTime } from '#app/lib/core/time.ts';
import { SPAN_KINDS, SPAN_STATUSES } from '#app/lib/trace-model/columns.ts';
import type { ExactTimes } from './documents.ts';
import type { SpanDetail } from './schema.ts';

/** Wants spans of one resource and scope one after the other. */
export class OtlpDocument {
  #resource: string | undefined;
  #scope: string | undefined;

  begin(): string {
    return '{"resourceSpans":[';
  }

  add(span: SpanDetail, exact: ExactTimes): string {
    const resource = JSON.stringify({ attributes: attributesOf(resourceOf(span)) });
    const scope = JSON.stringify(scopeOf(span));
    const text = JSON.stringify(spanOf(span, exact));
    if (resource === this.#resource && scope === this.#scope) return `,\n${text}`;
    const before = this.#scope === undefined ? '' : resource === this.#resource ? ']},' : ']}]},';
    const head = resource === this.#resource ? '' : `{"resource":${resource},"scopeSpans":[`;
    this.#resource = resource;
    this.#scope = scope;
    return `${before}\n${head}{"scope":${scope},"spans":[\n${text}`;
  }

  end(): string {
    return `${this.#scope === undefined ? '' : ']}]}'}]}`;
  }
}

/** A table without a resource still knows the service. */
export function resourceOf({ resource, service }: SpanDetail): Record<string, string> {
  return service === '' || 'service.name' in resource ? resource : { 'service.name': service, ...resource };
}

function scopeOf({ scope: { name, version } }: SpanDetail) {
  return { ...(name !== '' && { name }), ...(version !== '' && { version }) };
}

function spanOf(span: SpanDetail, { startNs, durationNs }: ExactTimes) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState !== '' && { traceState: span.traceState }),
    ...(span.parentSpanId !== '' && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: placeOf(span.kind, SPAN_KINDS, 'SPAN_KIND_'),
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + durationNs),
    attributes: attributesOf(span.attributes),
    ...(span.events.length > 0 && {
      events: span.events.map(({ timestamp, name, attributes }) => ({
        timeUnixNano: String(parseTime(timestamp, 0)),
        name,
        attributes: attributesOf(attributes),
      })),
    }),
    ...(span.links.length > 0 && {
      links: span.links.map(({ traceId, spanId, traceState, attributes }) => ({
        traceId,
        spanId,
        ...(traceState !== '' && { traceState }),
        attributes: attributesOf(attributes),
      })),
    }),
    status: {
      code: placeOf(span.status, SPAN_STATUSES, 'STATUS_CODE_'),
      ...(span.statusMessage !== '' && { message: span.statusMessage }),
    },
  };
}

function attributesOf(attributes: Readonly<Record<string, string>>) {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** The number of a word of an enum, as it is stored or as OpenTelemetry spells it; 0 for every other. */
export function placeOf(word: string, words: readonly string[], prefix: string): number {
  const bare = word.toLowerCase().replace(prefix.toLowerCase(), '');
  return Math.max(
    0,
    words.findIndex((one) => one.toLowerCase() === bare),
  );
}

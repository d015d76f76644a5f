// A trace as the JSON that Jaeger's UI reads and writes: times in microseconds, resources as processes. Pure.
import { parseTime } from '#app/lib/core/time.ts';
import { SPAN_KINDS, SPAN_STATUSES } from '#app/lib/trace-model/columns.ts';
import type { ExactTimes } from './documents.ts';
import { placeOf, resourceOf } from './otlp.ts';
import type { SpanDetail } from './schema.ts';

interface Tag {
  readonly key: string;
  readonly type: 'string' | 'bool';
  readonly value: string | boolean;
}

export class JaegerDocument {
  /** By the resource's text. */
  readonly #processes = new Map<
    string,
    { readonly id: string; readonly serviceName: string; readonly tags: Tag[] }
  >();
  #spans = 0;

  begin(traceId: string): string {
    return `{"data":[{"traceID":${JSON.stringify(traceId)},"spans":[`;
  }

  add(span: SpanDetail, exact: ExactTimes): string {
    this.#spans += 1;
    return (this.#spans > 1 ? ',\n' : '\n') + JSON.stringify(spanOf(span, this.#processOf(span), exact));
  }

  end(): string {
    const processes = Object.fromEntries(
      [...this.#processes.values()].map(({ id, ...process }) => [id, process]),
    );
    return `\n],"processes":${JSON.stringify(processes)},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}`;
  }

  #processOf(span: SpanDetail): string {
    const resource = resourceOf(span);
    const key = JSON.stringify([span.service, resource]);
    let process = this.#processes.get(key);
    if (process === undefined) {
      const { 'service.name': _, ...others } = resource;
      process = { id: `p${this.#processes.size + 1}`, serviceName: span.service, tags: tagsOf(others) };
      this.#processes.set(key, process);
    }
    return process.id;
  }
}

function spanOf(span: SpanDetail, processID: string, { startNs, durationNs }: ExactTimes) {
  const { traceId, spanId, parentSpanId, name, links, events } = span;
  return {
    traceID: traceId,
    spanID: spanId,
    flags: 1,
    operationName: name,
    references: [
      ...(parentSpanId === '' ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId }]),
      ...links.map((link) => ({ refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId })),
    ],
    startTime: Number(startNs / 1000n),
    duration: Number((durationNs + 500n) / 1000n),
    tags: [...tagsOf(span.attributes), ...ownTags(span)],
    logs: events.map(({ timestamp, name: event, attributes }) => ({
      timestamp: Number(parseTime(timestamp, 0) / 1000n),
      fields: [text('event', event), ...tagsOf(attributes)],
    })),
    processID,
    warnings: null,
  };
}

/** What OpenTelemetry has fields for and Jaeger has tags, by the names that OpenTelemetry gives them. */
function ownTags({ kind, status, statusMessage, scope, traceState }: SpanDetail): Tag[] {
  const word = SPAN_KINDS[placeOf(kind, SPAN_KINDS, 'SPAN_KIND_')] ?? 'Unspecified';
  const code = SPAN_STATUSES[placeOf(status, SPAN_STATUSES, 'STATUS_CODE_')];
  return [
    ...(word === 'Unspecified' ? [] : [text('span.kind', word.toLowerCase())]),
    ...(code === 'Unset' || code === undefined ? [] : [text('otel.status_code', code.toUpperCase())]),
    ...(code === 'Error' ? [{ key: 'error', type: 'bool', value: true } as const] : []),
    ...(statusMessage === '' ? [] : [text('otel.status_description', statusMessage)]),
    ...(scope.name === '' ? [] : [text('otel.scope.name', scope.name)]),
    ...(scope.version === '' ? [] : [text('otel.scope.version', scope.version)]),
    ...(traceState === '' ? [] : [text('w3c.tracestate', traceState)]),
  ];
}

function tagsOf(attributes: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(attributes).map(([key, value]) => text(key, value));
}

function text(key: string, value: string): Tag {
  return { key, type: 'string', value };
}

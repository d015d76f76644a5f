// Sends spans over OTLP/HTTP as JSON, for the tests of traces and services.
import type { Maple } from './maple.ts';

export interface SentSpan {
  readonly service: string;
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly durationMs: number;
  /** OpenTelemetry's; 2 is server, 3 client. */
  readonly kind?: number;
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Of its resource, beside service.name. */
  readonly resource?: Readonly<Record<string, string>>;
  /** Recorded as an event when the span ends. */
  readonly exception?: { readonly type: string; readonly message: string; readonly stack: string };
}

/** Throws when they are not taken. Without a key they are the default team's. */
export async function sendSpans(
  maple: Pick<Maple, 'otlpHttp'>,
  spans: readonly SentSpan[],
  key?: string,
): Promise<void> {
  const byResource = Map.groupBy(spans, ({ service, resource }) =>
    JSON.stringify({ 'service.name': service, ...resource }),
  );
  const resourceSpans = [...byResource].map(([resource, own]) => ({
    resource: { attributes: attributeList(JSON.parse(resource)) },
    scopeSpans: [{ scope: { name: 'e2e' }, spans: own.map(toOtlp) }],
  }));
  const response = await fetch(`${maple.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ resourceSpans }),
  });
  if (!response.ok) throw new Error(`The spans were answered with ${response.status}.`);
}

function toOtlp(span: SentSpan) {
  const { traceId, spanId, parentSpanId = '', name, kind = 2, startMs, durationMs, error, exception } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + durationMs),
    status: error === undefined ? {} : { code: 2, message: error },
    attributes: attributeList(span.attributes ?? {}),
    ...(exception && {
      events: [
        {
          name: 'exception',
          timeUnixNano: nanos(startMs + durationMs),
          attributes: attributeList({
            'exception.type': exception.type,
            'exception.message': exception.message,
            'exception.stacktrace': exception.stack,
          }),
        },
      ],
    }),
  };
}

function nanos(ms: number): string {
  return `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
}

function attributeList(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

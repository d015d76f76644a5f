// The documents that a trace is handed out as, written span by span: Maple's own, OTLP/JSON and Jaeger JSON. Pure.
import { JaegerDocument } from './jaeger.ts';
import { OtlpDocument } from './otlp.ts';
import type { SpanDetail, TraceGetRequest } from './schema.ts';

/** Nanoseconds. */
export interface ExactTimes {
  readonly startNs: bigint;
  readonly durationNs: bigint;
}

/** Writes a document: `begin`, `add` for each span, `end`; the texts one after the other are the document. */
export interface TraceDocument {
  /** `traceId`: as it is stored. */
  begin(traceId: string): string;
  /** `exact`: start and duration as they are stored; in a `SpanDetail` the duration is a double. */
  add(span: SpanDetail, exact: ExactTimes): string;
  /** What it cost to read the spans goes into Maple's own. */
  end(statistics: {
    readonly elapsedMs: number;
    readonly rowsRead: number;
    readonly bytesRead: number;
  }): string;
}

export function traceDocument(format: TraceGetRequest['format']): TraceDocument {
  if (format === 'otlp') return new OtlpDocument();
  return format === 'jaeger' ? new JaegerDocument() : new MapleDocument();
}

/** A `traceGetResponse`. */
class MapleDocument implements TraceDocument {
  #spans = 0;

  begin(traceId: string): string {
    return `{"traceId":${JSON.stringify(traceId)},"spans":[`;
  }

  add(span: SpanDetail): string {
    this.#spans += 1;
    return (this.#spans > 1 ? ',\n' : '\n') + JSON.stringify(span);
  }

  end(statistics: object): string {
    return `\n],"statistics":${JSON.stringify(statistics)}}`;
  }
}

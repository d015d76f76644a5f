// A span as read from a file: what the waterfall needs at once, and the rest when it is asked for.

type Attributes = Readonly<Record<string, string>>;

/** A span with all that the file says of it; of the same shape as the API's. Attributes have no prototype. */
export interface SpanDetail {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  /** RFC 3339 with nine decimals. */
  readonly timestamp: string;
  readonly service: string;
  readonly name: string;
  /** Words of SPAN_KINDS and SPAN_STATUSES. */
  readonly kind: string;
  readonly status: string;
  readonly statusMessage: string;
  readonly durationNs: number;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly {
    readonly timestamp: string;
    readonly name: string;
    readonly attributes: Attributes;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly attributes: Attributes;
  }[];
}

/** What columns hold of a span, and how to get the rest: most spans of a file are never looked at. */
export interface ReadSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startNs: bigint;
  readonly durationNs: number;
  readonly service: string;
  readonly name: string;
  /** Places in SPAN_KINDS and SPAN_STATUSES. */
  readonly kind: number;
  readonly status: number;
  readonly events: number;
  readonly exceptions: number;
  readonly links: number;
  readonly detail: () => SpanDetail;
}

// Telemetry as plain objects: the names of OTLP/JSON, with times as whole microseconds since 1970 so that they stay numbers.

/** An attribute: whole numbers travel as OTLP integers, other numbers as doubles; `undefined` is left out. */
export type AttributeValue = string | number | boolean | readonly string[] | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Who sent it. One object per process: the encoder remembers its bytes. */
export interface Resource {
  readonly attributes: Attributes;
  readonly schemaUrl: string;
}

/** The instrumentation library. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
}

export const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export type SpanKind = (typeof KIND)[keyof typeof KIND];

export const STATUS = { unset: 0, ok: 1, error: 2 } as const;

export interface SpanEvent {
  readonly timeUs: number;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A span. Ids are lower-case hex; `parentSpanId` is '' at the root. */
export interface Span {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startUs: number;
  endUs: number;
  readonly attributes: Record<string, AttributeValue>;
  readonly events: SpanEvent[];
  readonly links: readonly SpanLink[];
  statusCode: number;
  statusMessage: string;
}

/** A log record. `traceId` and `spanId` are '' where there is no span; a body that is an object travels as a key-value list. */
export interface LogRecord {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly timeUs: number;
  readonly observedUs: number;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string | Attributes;
  readonly attributes: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

export interface Exemplar {
  readonly timeUs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export const TEMPORALITY = { delta: 1, cumulative: 2 } as const;
export type Temporality = (typeof TEMPORALITY)[keyof typeof TEMPORALITY];

interface MetricPoint {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly attributes: Attributes;
  /** When counting began; 0 for a gauge. */
  readonly startUs: number;
  readonly timeUs: number;
}

export interface GaugePoint extends MetricPoint {
  readonly type: 'gauge';
  readonly value: number;
}

export interface SumPoint extends MetricPoint {
  readonly type: 'sum';
  readonly temporality: Temporality;
  readonly monotonic: boolean;
  readonly value: number;
  readonly exemplars: readonly Exemplar[];
}

export interface HistogramPoint extends MetricPoint {
  readonly type: 'histogram';
  readonly temporality: Temporality;
  readonly bounds: readonly number[];
  /** One more than `bounds`. */
  readonly bucketCounts: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly exemplars: readonly Exemplar[];
}

export interface ExponentialHistogramPoint extends MetricPoint {
  readonly type: 'exponential_histogram';
  readonly temporality: Temporality;
  /** Bucket `i` holds values in (base^(offset+i), base^(offset+i+1)], base = 2^(2^-scale). */
  readonly scale: number;
  readonly offset: number;
  readonly bucketCounts: readonly number[];
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly exemplars: readonly Exemplar[];
}

export interface SummaryPoint extends MetricPoint {
  readonly type: 'summary';
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly (readonly [quantile: number, value: number])[];
}

/** One data point with the description of its metric. */
export type Point = GaugePoint | SumPoint | HistogramPoint | ExponentialHistogramPoint | SummaryPoint;

/** Records that belong together and are complete at `endUs`: one shop request, or one metric export. */
export interface Piece {
  readonly endUs: number;
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
  readonly points: readonly Point[];
}

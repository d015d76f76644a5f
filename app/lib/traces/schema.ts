// What the trace screens and the API ask about traces and spans, and what they are answered.
import { z } from 'zod';
import { partial, selection, statistics, unknownField } from '#app/lib/reading/schema.ts';

const spanSelection = selection.extend({
  source: z.string().max(100).default('traces').describe('Id or name of a source of spans'),
});
const nanoseconds = z.number().min(0);
const duration = z
  .union([z.string().max(32), z.number().min(0)])
  .optional()
  .describe('With a unit (250ms, 1.5s), or a number of milliseconds');

/** The request of `/api/v1/traces/search`: traces with a span that matches. */
export const traceSearchRequest = spanSelection.extend({
  minDuration: duration,
  maxDuration: duration,
  sort: z
    .enum(['newest', 'slowest', 'spans', 'errors'])
    .default('newest')
    .describe(
      'newest: by the newest matching span; slowest: by the whole duration; spans, errors: the most first',
    ),
  limit: z.number().int().min(1).max(500).default(50),
  cursor: z.string().max(4_000).optional().describe('nextCursor of the page before'),
});
export type TraceSearchRequest = z.output<typeof traceSearchRequest>;

/** What "copy as SQL" asks: a search of traces, or of spans without bounds on whole traces. */
export const traceExplainRequest = traceSearchRequest
  .omit({ cursor: true })
  .extend({ show: z.enum(['traces', 'spans']) });
export type TraceExplainRequest = z.output<typeof traceExplainRequest>;

/** A trace as lists show it. All numbers are of the whole trace, not only of the spans that match. */
export const traceSummary = z.object({
  traceId: z.string(),
  rootService: z
    .string()
    .describe('Of the earliest span without a parent; of the earliest span where none is stored'),
  rootName: z.string(),
  /** Whether a span without a parent is stored. */
  hasRoot: z.boolean(),
  startTime: z.string().describe('RFC 3339 with nine decimals: first start'),
  durationNs: nanoseconds.describe('Last end − first start'),
  spanCount: z.number(),
  errorCount: z.number(),
  services: z.array(z.object({ name: z.string(), spans: z.number() })).describe('The most spans first'),
  /** How many of its spans match, as far as the search has looked; null where it was not counted. */
  matched: z.number().nullable(),
});
export type TraceSummary = z.output<typeof traceSummary>;

const listFields = {
  nextCursor: z.string().nullable(),
  partial: partial.nullable(),
  unknownFields: z.array(unknownField),
  hint: z.string().nullable(),
  statistics,
};
export const traceSearchResponse = z.object({ traces: z.array(traceSummary), ...listFields });
export type TraceSearchResponse = z.output<typeof traceSearchResponse>;

/** The request of `/api/v1/traces/spans`: single spans that match. */
export const spanSearchRequest = spanSelection.extend({
  sort: z.enum(['newest', 'slowest']).default('newest'),
  limit: z.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(300).optional().describe('nextCursor of the page before'),
});
export type SpanSearchRequest = z.output<typeof spanSearchRequest>;

const spanRow = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string(),
  timestamp: z.string().describe('RFC 3339 with nine decimals'),
  service: z.string(),
  name: z.string(),
  kind: z.string(),
  status: z.string(),
  statusMessage: z.string(),
  durationNs: nanoseconds,
});
export type SpanRow = z.output<typeof spanRow>;
export const spanSearchResponse = z.object({ spans: z.array(spanRow), ...listFields });
export type SpanSearchResponse = z.output<typeof spanSearchResponse>;

/** The request of `/api/v1/traces/red`: rate, errors and duration of the matching spans over time. */
export const redRequest = spanSelection.extend({
  interval: z
    .string()
    .max(16)
    .default('auto')
    .describe('Width of a point: 10s, 1m, 1h…; auto: about 100 points'),
});
export type RedRequest = z.output<typeof redRequest>;
export const redResponse = z.object({
  intervalMs: z.number(),
  fromMs: z.number(),
  toMs: z.number(),
  /** Intervals without spans are left out. Durations are nanoseconds. */
  points: z.array(
    z.object({
      ms: z.number(),
      count: z.number(),
      errors: z.number(),
      p50: nanoseconds,
      p95: nanoseconds,
      p99: nanoseconds,
    }),
  ),
  partial: partial.nullable(),
  statistics,
});
export type RedResponse = z.output<typeof redResponse>;

/** The request of `/api/v1/traces/heatmap`: how many matching spans fall into each cell of time × duration. */
export const heatmapRequest = spanSelection.extend({
  columns: z
    .number()
    .int()
    .min(1)
    .max(400)
    .default(120)
    .describe('About so many columns; they are whole steps of time'),
  perOctave: z.number().int().min(1).max(8).default(2).describe('Rows for each doubling of the duration'),
});
export type HeatmapRequest = z.output<typeof heatmapRequest>;
export const heatmapResponse = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  stepMs: z.number(),
  perOctave: z.number(),
  /**
   * Cells that hold spans: [column, row, spans, errors]. Column c begins at fromMs rounded down to stepMs + c × stepMs; row r holds
   * durations from 2^(r / perOctave) ns up to the next row. Row 0 also holds shorter ones.
   */
  cells: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  partial: partial.nullable(),
  statistics,
});
export type HeatmapResponse = z.output<typeof heatmapResponse>;

/** The request of `/api/v1/traces/differences`: how the spans of a box in the heatmap differ from the other matching ones. */
export const differencesRequest = spanSelection.extend({
  box: z.object({
    fromMs: z.number(),
    toMs: z.number(),
    minNs: nanoseconds,
    maxNs: nanoseconds.describe('Not in the box itself'),
  }),
  limit: z.number().int().min(1).max(100).default(20).describe('Fields'),
});
export type DifferencesRequest = z.output<typeof differencesRequest>;
export const differencesResponse = z.object({
  /** How many spans were looked at on each side; they are a sample when there are more. */
  selected: z.number(),
  others: z.number(),
  isSample: z.boolean(),
  fields: z.array(
    z.object({
      name: z.string().describe('As it is written in a search'),
      /** 0 to 1: how differently the values are spread (total variation distance). The largest first. */
      difference: z.number(),
      /** The values that differ most; shares of the spans on each side, 0 to 1. */
      values: z.array(z.object({ value: z.string(), selected: z.number(), others: z.number() })),
    }),
  ),
  partial: partial.nullable(),
  statistics,
});
export type DifferencesResponse = z.output<typeof differencesResponse>;

const traceIdInput = z.string().min(1).max(256);
const spanIdInput = z.string().min(1).max(256);

/** Which trace. A range is never needed; `source` is for traces in other tables. */
export const traceRequest = z.object({
  traceId: traceIdInput,
  source: z.string().max(100).default('traces'),
  operationId: z.uuid().optional(),
});
export type TraceRequest = z.output<typeof traceRequest>;

/** The request of `/api/v1/traces/{traceId}`. */
export const traceGetRequest = traceRequest.extend({
  format: z.enum(['maple', 'otlp', 'jaeger']).default('maple'),
});
export type TraceGetRequest = z.output<typeof traceGetRequest>;

const attributes = z.record(z.string(), z.string());

/** A span with all that is stored of it. */
export const spanDetail = spanRow.extend({
  traceState: z.string(),
  attributes,
  resource: attributes,
  scope: z.object({ name: z.string(), version: z.string() }),
  events: z.array(z.object({ timestamp: z.string(), name: z.string(), attributes })),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), traceState: z.string(), attributes })),
});
export type SpanDetail = z.output<typeof spanDetail>;

/** Of `format=maple`; `otlp` and `jaeger` answer with those documents. */
export const traceGetResponse = z.object({ traceId: z.string(), spans: z.array(spanDetail), statistics });

/** The request of `/api/v1/traces/{traceId}/span`: one span whole. Where an id was stored twice, `timestamp` tells which. */
export const spanGetRequest = traceRequest.extend({
  spanId: spanIdInput,
  timestamp: z.string().max(40).optional(),
});
export type SpanGetRequest = z.output<typeof spanGetRequest>;
export const spanGetResponse = z.object({
  span: spanDetail,
  /** Spans elsewhere that link to this one, newest first, at most fifty, found in the days around it. */
  backlinks: z.array(spanRow),
  /** Why links may be missing: looking for them reached a limit. */
  backlinksPartial: partial.nullable(),
  statistics,
});
export type SpanGetResponse = z.output<typeof spanGetResponse>;

/** The request of `/api/v1/traces/{traceId}/match`: the spans of a trace that a search matches. */
export const traceMatchRequest = traceRequest.extend({
  query: z.string().max(100_000),
  language: z.enum(['lucene', 'sql']).default('lucene'),
});
export type TraceMatchRequest = z.output<typeof traceMatchRequest>;
export const traceMatchResponse = z.object({
  spanIds: z.array(z.string()),
  unknownFields: z.array(unknownField),
  statistics,
});
export type TraceMatchResponse = z.output<typeof traceMatchResponse>;

/** The request of `/api/v1/traces/percentile`: where a duration stands among the spans of the same operation in the day before. */
export const percentileRequest = z.object({
  source: z.string().max(100).default('traces'),
  service: z.string().max(1_000),
  name: z.string().max(10_000),
  kind: z.string().max(20),
  durationNs: nanoseconds,
  atMs: z.number().describe('When the span was: the day before it is looked at'),
});
export type PercentileRequest = z.output<typeof percentileRequest>;
export const percentileResponse = z.object({
  spans: z.number(),
  /** Share of the spans that were as quick or quicker, 0 to 1; null when there were none. */
  rank: z.number().nullable(),
  p50: nanoseconds,
  p95: nanoseconds,
  p99: nanoseconds,
  statistics,
});
export type PercentileResponse = z.output<typeof percentileResponse>;

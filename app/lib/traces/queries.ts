// What the trace screens ask beside their lists: charts, differences, one span, what matches in a trace, and percentiles.
import { queryOptions } from '@tanstack/react-query';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import {
  matchTrace,
  spanPercentile,
  traceDifferences,
  traceHeatmap,
  traceRed,
  traceSpan,
} from './traces.functions.ts';

/** A search with its range fixed to points in time (RFC 3339). */
export interface SpanSelection {
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
  readonly source: string;
}

/** What nobody looks at is forgotten after this time, and fetched again when it is needed again. */
const FORGET_MS = 60_000;
const RETRY_MS = 1_500;
const MOST_RETRIES = 80;

const common = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: FORGET_MS,
  /** While the engine restarts, ask again by itself; every other error is for the person to see. */
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: RETRY_MS,
};

/** Rate, errors and duration over time; `interval` is `auto` unless given. */
export const traceRedOptions = (search: SpanSelection, interval?: string) => {
  const data = { ...selected(search), ...(interval !== undefined && { interval }) };
  return queryOptions({
    queryKey: ['traces', 'red', data],
    queryFn: ({ signal }) => traceRed({ data, signal }),
    ...common,
  });
};

interface HeatmapShape {
  readonly columns?: number;
  readonly perOctave?: number;
}

/** Spans by time and duration. */
export const traceHeatmapOptions = (search: SpanSelection, shape: HeatmapShape = {}) => {
  const data = { ...selected(search), ...shape };
  return queryOptions({
    queryKey: ['traces', 'heatmap', data],
    queryFn: ({ signal }) => traceHeatmap({ data, signal }),
    ...common,
  });
};

/** A part of the heatmap. */
export interface HeatmapBox {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** How the spans of a box differ from the other matching ones. */
export const traceDifferencesOptions = (search: SpanSelection, box: HeatmapBox) => {
  const data = { ...selected(search), box };
  return queryOptions({
    queryKey: ['traces', 'differences', data],
    queryFn: ({ signal }) => traceDifferences({ data, signal }),
    ...common,
  });
};

interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly source: string;
  /** Where an id was stored twice. */
  readonly timestamp?: string;
}

/** One span whole, with those that link to it. */
export const traceSpanOptions = (data: SpanPlace) =>
  queryOptions({
    queryKey: ['traces', 'span', data],
    queryFn: ({ signal }) => traceSpan({ data, signal }),
    ...common,
  });

interface TraceMatchQuestion {
  readonly traceId: string;
  readonly source: string;
  readonly query: string;
  readonly language?: 'lucene' | 'sql';
}

/** The ids of the spans of a trace that a search matches. */
export const traceMatchOptions = (data: TraceMatchQuestion) =>
  queryOptions({
    queryKey: ['traces', 'match', data],
    queryFn: ({ signal }) => matchTrace({ data, signal }),
    ...common,
  });

interface PercentileQuestion {
  readonly source: string;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly durationNs: number;
  readonly atMs: number;
}

/** Where a duration stands among those of its operation in the day before. */
export const spanPercentileOptions = (data: PercentileQuestion) =>
  queryOptions({
    queryKey: ['traces', 'percentile', data],
    queryFn: ({ signal }) => spanPercentile({ data, signal }),
    ...common,
  });

function selected({ from, to, query, language, source }: SpanSelection): SpanSelection {
  return { from, to, query, language, source };
}

// The trace search's state as it stands in the URL.
import * as z from 'zod/mini';
import { REFRESH_SECONDS } from '#app/components/explorer/header/refresh-seconds.ts';

/** What is not in the URL. `stripSearchParams` compares with it. */
export const TRACES_VIEW_DEFAULTS = {
  q: '',
  lang: 'lucene',
  source: 'traces',
  from: 'now-1h',
  to: 'now',
  show: 'traces',
  sort: 'newest',
  min: '',
  max: '',
  box: '',
  pick: '',
  refresh: 0,
} as const;
const defaults = TRACES_VIEW_DEFAULTS;
const text = (longest: number, fallback = '') =>
  z.catch(z._default(z.string().check(z.maxLength(longest)), fallback), fallback);
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const seconds = z.pipe(
  z.pipe(z.union([z.number(), z.string()]), z.transform(Number)),
  z.literal(REFRESH_SECONDS),
);

/** Texts are taken as they are, however wrong, and shown with their mistake. */
export const tracesView = z.object({
  q: z._default(z.string(), defaults.q),
  lang: z.catch(z._default(z.enum(['lucene', 'sql']), defaults.lang), defaults.lang),
  source: text(100, defaults.source),
  from: z._default(z.string(), defaults.from),
  to: z._default(z.string(), defaults.to),
  show: z.catch(z._default(z.enum(['traces', 'spans']), defaults.show), defaults.show),
  sort: z.catch(z._default(z.enum(['newest', 'slowest', 'spans', 'errors']), defaults.sort), defaults.sort),
  /** Durations of the whole trace, as they are typed: `250ms`. */
  min: text(32),
  max: text(32),
  /** The box in the heatmap: `fromMs-toMs-minNs-maxNs`. */
  box: text(100),
  /** Ids of traces to compare, with commas. */
  pick: text(600),
  refresh: z.catch(z._default(seconds, defaults.refresh), defaults.refresh),
  facets: z.catch(z.optional(flag), undefined),
  heatmap: z.catch(z.optional(flag), undefined),
});
export type TracesView = z.output<typeof tracesView>;
/** Changes the view, and so the URL. `replace`: without an entry in the browser's history. */
export type ChangeTracesView = (next: Partial<TracesView>, options?: { readonly replace?: boolean }) => void;

export const SORTS = ['newest', 'slowest', 'spans', 'errors'] as const;
export type TraceSort = (typeof SORTS)[number];
/** Single spans are neither counted nor have they errors inside. */
export const SPAN_SORTS = ['newest', 'slowest'] as const;
export const SORT_LABELS: Readonly<Record<TraceSort, string>> = {
  newest: 'Newest',
  slowest: 'Slowest',
  spans: 'Most spans',
  errors: 'Most errors',
};

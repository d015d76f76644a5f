// The state of one trace's page as it stands in the URL.
import * as z from 'zod/mini';

export const TRACE_TABS = ['waterfall', 'flame', 'statistics', 'calls', 'logs'] as const;
export type TraceTab = (typeof TRACE_TABS)[number];
export const SPAN_ORDERS = ['start', 'duration', 'self'] as const;
export type SpanOrder = (typeof SPAN_ORDERS)[number];
const GROUPINGS = ['operation', 'service'] as const;
export type Grouping = (typeof GROUPINGS)[number];
const LOG_LISTS = ['time', 'span'] as const;

/** What is not in the URL. `stripSearchParams` compares with it. */
export const TRACE_VIEW_DEFAULTS = {
  source: 'traces',
  tab: 'waterfall',
  span: '',
  find: '',
  match: '',
  lang: 'lucene',
  only: false,
  zoom: '',
  sort: 'start',
  fold: '',
  critical: true,
  skew: false,
  by: 'operation',
  order: '',
  bar: '',
  logs: 'time',
  filter: '',
} as const;
const defaults = TRACE_VIEW_DEFAULTS;
const text = (longest: number, fallback = '') =>
  z.catch(z._default(z.string().check(z.maxLength(longest)), fallback), fallback);
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

export const traceView = z.object({
  source: text(100, defaults.source),
  tab: z.catch(z._default(z.enum(TRACE_TABS), defaults.tab), defaults.tab),
  /** The id of the selected span. */
  span: text(256),
  /** Text that is looked for in names and services. */
  find: text(1_000),
  /** A search whose spans are marked. */
  match: text(10_000),
  /** The language of that search. */
  lang: z.catch(z._default(z.enum(['lucene', 'sql']), defaults.lang), defaults.lang),
  /** Whether only what matches, and its ancestors, is shown. */
  only: z.catch(z._default(flag, defaults.only), defaults.only),
  /** The shown part of the time, nanoseconds from the first start: `1200000-3400000`. All of it when empty. */
  zoom: z.catch(z._default(z.string().check(z.regex(/^(\d+-\d+)?$/)), defaults.zoom), defaults.zoom),
  /** What siblings are sorted by: the earliest, or the longest, first. */
  sort: z.catch(z._default(z.enum(SPAN_ORDERS), defaults.sort), defaults.sort),
  /** Which subtrees are closed; see rows/fold.ts. */
  fold: text(4_000),
  /** Whether the critical path is drawn. */
  critical: z.catch(z._default(flag, defaults.critical), defaults.critical),
  /** Whether clocks of hosts that are off are corrected. */
  skew: z.catch(z._default(flag, defaults.skew), defaults.skew),
  /** What statistics and calls are summed up by. */
  by: z.catch(z._default(z.enum(GROUPINGS), defaults.by), defaults.by),
  /** The column that statistics are sorted by, `-count` for the largest first; the largest self time first when empty. */
  order: text(20),
  /** The bar of the flame graph that is zoomed to. */
  bar: z.catch(z._default(z.string().check(z.regex(/^\d{0,10}$/)), defaults.bar), defaults.bar),
  /** How the logs of the trace are listed. */
  logs: z.catch(z._default(z.enum(LOG_LISTS), defaults.logs), defaults.logs),
  /** A search that narrows them. */
  filter: text(10_000),
});
export type TraceView = z.output<typeof traceView>;
export type ChangeTraceView = (next: Partial<TraceView>, options?: { readonly replace?: boolean }) => void;

/** A trace from a file: which of its traces, beside how it is shown. */
export const openView = z.object({ ...traceView.shape, trace: text(256) });
export const OPEN_VIEW_DEFAULTS = { ...TRACE_VIEW_DEFAULTS, trace: '' } as const;

/** Two traces side by side: `/traces/compare?left=…&right=…`. */
const DIFFERENCE_LISTS = ['tree', 'operations'] as const;
export const COMPARE_VIEW_DEFAULTS = {
  left: '',
  right: '',
  source: 'traces',
  show: 'tree',
  all: false,
  scale: 'common',
  at: '',
} as const;
export const compareView = z.object({
  left: text(256),
  right: text(256),
  source: text(100, COMPARE_VIEW_DEFAULTS.source),
  show: z.catch(z._default(z.enum(DIFFERENCE_LISTS), 'tree'), 'tree'),
  /** Whether spans without a difference are listed too. */
  all: z.catch(z._default(flag, COMPARE_VIEW_DEFAULTS.all), COMPARE_VIEW_DEFAULTS.all),
  /** Whether bars of both traces are of one scale, or each trace fills the width. */
  scale: z.catch(z._default(z.enum(['common', 'own']), 'common'), 'common'),
  /** The chosen line: a place in the difference. */
  at: z.catch(z._default(z.string().check(z.regex(/^\d{0,10}$/)), ''), ''),
});
export type CompareView = z.output<typeof compareView>;
export type ChangeCompareView = (
  next: Partial<CompareView>,
  options?: { readonly replace?: boolean },
) => void;

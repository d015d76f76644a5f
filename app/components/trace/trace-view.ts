// The state of one trace's page as it stands in the URL.
import * as z from 'zod/mini';

export const TRACE_TABS = ['waterfall', 'flame', 'statistics', 'calls', 'logs'] as const;
export type TraceTab = (typeof TRACE_TABS)[number];

/** What is not in the URL. `stripSearchParams` compares with it. */
export const TRACE_VIEW_DEFAULTS = {
  source: 'traces',
  tab: 'waterfall',
  span: '',
  find: '',
  match: '',
  only: false,
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
  /** Whether only what matches, and its ancestors, is shown. */
  only: z.catch(z._default(flag, defaults.only), defaults.only),
});
export type TraceView = z.output<typeof traceView>;
export type ChangeTraceView = (next: Partial<TraceView>, options?: { readonly replace?: boolean }) => void;

/** Two traces side by side: `/traces/compare?left=…&right=…`. */
export const compareView = z.object({ left: text(256), right: text(256) });
export type CompareView = z.output<typeof compareView>;
export const COMPARE_VIEW_DEFAULTS = { left: '', right: '' } as const;

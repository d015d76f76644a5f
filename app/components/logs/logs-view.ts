// The log screen's state as it stands in the URL.
import * as z from 'zod/mini';
import { REFRESH_SECONDS } from '#app/components/explorer/header/refresh-seconds.ts';

export const ROW_VIEWS = ['table', 'raw', 'json'] as const;
export type RowView = (typeof ROW_VIEWS)[number];
export type Density = 'compact' | 'roomy';

/** What is not in the URL. `stripSearchParams` compares with it. */
export const LOGS_VIEW_DEFAULTS = {
  q: '',
  lang: 'lucene',
  source: 'logs',
  from: 'now-15m',
  to: 'now',
  order: 'desc',
  cols: '',
  view: 'table',
  wrap: false,
  density: 'compact',
  group: 'level',
  refresh: 0,
  live: false,
} as const;

/** The URL gives texts, the screen's own links give values. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const seconds = z.pipe(
  z.pipe(z.union([z.number(), z.string()]), z.transform(Number)),
  z.literal(REFRESH_SECONDS),
);
const defaults = LOGS_VIEW_DEFAULTS;

/**
 * Texts are taken as they are, however wrong: a search or a range that cannot be is shown with its mistake, because
 * falling back to the default would show other records than those asked for.
 */
export const logsView = z.object({
  /** The search text. */
  q: z._default(z.string(), defaults.q),
  lang: z.catch(z._default(z.enum(['lucene', 'sql']), defaults.lang), defaults.lang),
  /** Id of the source. */
  source: z._default(z.string().check(z.maxLength(100)), defaults.source),
  from: z._default(z.string(), defaults.from),
  to: z._default(z.string(), defaults.to),
  order: z.catch(z._default(z.enum(['desc', 'asc']), defaults.order), defaults.order),
  /** Columns as `parseColumns` reads them; empty: those of the source. */
  cols: z.catch(z._default(z.string().check(z.maxLength(5_000)), defaults.cols), defaults.cols),
  view: z.catch(z._default(z.enum(ROW_VIEWS), defaults.view), defaults.view),
  /** Whether lines are shown whole. */
  wrap: z.catch(z._default(flag, defaults.wrap), defaults.wrap),
  density: z.catch(z._default(z.enum(['compact', 'roomy']), defaults.density), defaults.density),
  /** The field that colours the histogram. */
  group: z.catch(z._default(z.string().check(z.maxLength(200)), defaults.group), defaults.group),
  refresh: z.catch(z._default(seconds, defaults.refresh), defaults.refresh),
  /** Whether rows are shown as they arrive. */
  live: z.catch(z._default(flag, defaults.live), defaults.live),
  /** Whether the facets are shown; not said: where there is room. */
  facets: z.catch(z.optional(flag), undefined),
  /** The id of the open record. */
  log: z.catch(z.optional(z.string().check(z.maxLength(100))), undefined),
  /** Whether the open record is shown among its neighbours, and which of them: `all`, a field that they share, or `search`. */
  around: z.catch(z.optional(z.string().check(z.maxLength(200))), undefined),
});
export type LogsView = z.output<typeof logsView>;
/** Changes the view, and so the URL. `replace`: without an entry in the browser's history. */
export type ChangeView = (next: Partial<LogsView>, options?: { readonly replace?: boolean }) => void;

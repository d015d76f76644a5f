// The log screen's state as it stands in the URL.
import * as z from 'zod/mini';

/** Seconds between two automatic refreshes; 0 is off. */
export const REFRESH_SECONDS = [0, 5, 30] as const;

export const LOGS_VIEW_DEFAULTS = {
  q: '',
  from: 'now-15m',
  to: 'now',
  order: 'desc',
  wrap: false,
  refresh: 0,
} as const;

/** The URL gives texts, the screen's own links give values. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const seconds = z.pipe(
  z.pipe(z.union([z.number(), z.string()]), z.transform(Number)),
  z.literal(REFRESH_SECONDS),
);

/**
 * Texts are taken as they are, however wrong: a search or a range that cannot be is shown with its mistake, because
 * falling back to the default would show other records than those asked for.
 */
export const logsView = z.object({
  /** The search text. */
  q: z._default(z.string(), LOGS_VIEW_DEFAULTS.q),
  from: z._default(z.string(), LOGS_VIEW_DEFAULTS.from),
  to: z._default(z.string(), LOGS_VIEW_DEFAULTS.to),
  order: z.catch(z._default(z.enum(['desc', 'asc']), LOGS_VIEW_DEFAULTS.order), LOGS_VIEW_DEFAULTS.order),
  /** Whether lines are shown whole. */
  wrap: z.catch(z._default(flag, LOGS_VIEW_DEFAULTS.wrap), LOGS_VIEW_DEFAULTS.wrap),
  refresh: z.catch(z._default(seconds, LOGS_VIEW_DEFAULTS.refresh), LOGS_VIEW_DEFAULTS.refresh),
  /** The id of the open record. */
  log: z.catch(z.optional(z.string().check(z.maxLength(100))), undefined),
});
export type LogsView = z.output<typeof logsView>;

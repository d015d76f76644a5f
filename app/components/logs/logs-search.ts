// The log screen's state as it stands in the URL.
import { z } from 'zod';

/** Seconds between two automatic refreshes; 0 is off. */
export const REFRESH_SECONDS = [0, 5, 30] as const;

export const LOGS_SEARCH_DEFAULTS = {
  q: '',
  from: 'now-15m',
  to: 'now',
  order: 'desc',
  wrap: false,
  refresh: 0,
} as const;

/** The router turns texts that look like numbers into numbers; a search for `404` is still a text. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const logsSearch = z.object({
  /** The search text. */
  q: text.pipe(z.string().max(10_000)).default(LOGS_SEARCH_DEFAULTS.q).catch(LOGS_SEARCH_DEFAULTS.q),
  from: text.pipe(z.string().max(64)).default(LOGS_SEARCH_DEFAULTS.from).catch(LOGS_SEARCH_DEFAULTS.from),
  to: text.pipe(z.string().max(64)).default(LOGS_SEARCH_DEFAULTS.to).catch(LOGS_SEARCH_DEFAULTS.to),
  order: z.enum(['desc', 'asc']).default(LOGS_SEARCH_DEFAULTS.order).catch(LOGS_SEARCH_DEFAULTS.order),
  /** Whether lines are shown whole. */
  wrap: z.boolean().default(LOGS_SEARCH_DEFAULTS.wrap).catch(LOGS_SEARCH_DEFAULTS.wrap),
  refresh: z
    .literal(REFRESH_SECONDS)
    .default(LOGS_SEARCH_DEFAULTS.refresh)
    .catch(LOGS_SEARCH_DEFAULTS.refresh),
  /** The id of the open record. */
  log: z.string().max(100).optional().catch(undefined),
});
export type LogsSearch = z.output<typeof logsSearch>;

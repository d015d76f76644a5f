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

/** The router turns texts that look like numbers into numbers; a search for `404` is still a text. */
function text(maxLength: number, fallback: string) {
  const value = z.pipe(
    z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String)),
    z.string().check(z.maxLength(maxLength)),
  );
  return z.catch(z._default(value, fallback), fallback);
}

export const logsView = z.object({
  /** The search text. */
  q: text(10_000, LOGS_VIEW_DEFAULTS.q),
  from: text(64, LOGS_VIEW_DEFAULTS.from),
  to: text(64, LOGS_VIEW_DEFAULTS.to),
  order: z.catch(z._default(z.enum(['desc', 'asc']), LOGS_VIEW_DEFAULTS.order), LOGS_VIEW_DEFAULTS.order),
  /** Whether lines are shown whole. */
  wrap: z.catch(z._default(z.boolean(), LOGS_VIEW_DEFAULTS.wrap), LOGS_VIEW_DEFAULTS.wrap),
  refresh: z.catch(
    z._default(z.literal(REFRESH_SECONDS), LOGS_VIEW_DEFAULTS.refresh),
    LOGS_VIEW_DEFAULTS.refresh,
  ),
  /** The id of the open record. */
  log: z.catch(z.optional(z.string().check(z.maxLength(100))), undefined),
});
export type LogsView = z.output<typeof logsView>;

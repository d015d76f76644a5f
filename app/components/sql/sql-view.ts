// The SQL screen's state as it stands in the URL.
import * as z from 'zod/mini';

/** What is not in the URL. `stripSearchParams` compares with it. */
export const SQL_VIEW_DEFAULTS = { sql: '', view: 'table' } as const;

export const sqlView = z.object({
  /** What was run last; opening a link runs it. */
  sql: z._default(z.string(), SQL_VIEW_DEFAULTS.sql),
  view: z.catch(z._default(z.enum(['table', 'chart']), SQL_VIEW_DEFAULTS.view), SQL_VIEW_DEFAULTS.view),
});
export type SqlView = z.output<typeof sqlView>;

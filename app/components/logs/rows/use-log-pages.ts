// The records of one search as a list of unknown length.
import {
  type PageOptions,
  type PageSource,
  type Pages,
  usePages,
} from '#app/components/explorer/rows/use-pages.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import { type LogSearch, logPageOptions } from '#app/lib/logs/queries.ts';
import type { LogRow, LogSearchResponse } from '#app/lib/logs/schema.ts';

export type LogPages = Pages<LogSearchResponse, LogRow>;

export const LOG_PAGES: PageSource<LogSearch, LogSearchResponse, LogRow> = {
  // TypeScript compares what the functions inside are given, of which only the key differs: here any key will do.
  options: (search, cursor) => logPageOptions(search, cursor) as unknown as PageOptions<LogSearchResponse>,
  rows: ({ rows }) => rows,
  id: ({ id }) => id,
};

export function useLogPages(search: LogSearch | undefined, visible: VisibleRows): LogPages {
  return usePages(LOG_PAGES, search, visible);
}

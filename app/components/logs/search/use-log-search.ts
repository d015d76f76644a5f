// Turns the URL's view into a search at fixed points in time, and keeps showing the last answer until the next one.
import { useMemo } from 'react';
import { type FirstPage, useFirstPage } from '#app/components/explorer/search/use-first-page.ts';
import { useFrozenSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { type LogSearch, operationOf } from '#app/lib/logs/queries.ts';
import type { LogSearchResponse } from '#app/lib/logs/schema.ts';
import type { LogsView } from '../logs-view.ts';
import { LOG_PAGES } from '../rows/use-log-pages.ts';

type View = Pick<LogsView, 'q' | 'lang' | 'source' | 'from' | 'to' | 'order'> & {
  /** Columns whose values the server must send. */
  readonly columns: readonly string[];
  /** Whether rows are shown with all that they have. */
  readonly attributes: boolean;
};

export interface LogSearchState extends Omit<FirstPage<LogSearch, LogSearchResponse>, 'data'> {
  /** The search that the URL asks for. */
  readonly search: LogSearch;
  /** Whether it can be asked at all; if not, `error` says why. */
  readonly askable: boolean;
  /** Ids of the first page of `shown`. */
  readonly firstIds: ReadonlySet<string>;
  readonly refresh: () => void;
}

/** Pages of one search belong together: `now` is read when the view changes and at each refresh, never in between. */
export function useLogSearch(view: View): LogSearchState {
  const { order, columns, attributes } = view;
  const { search: fixed, problem, refresh } = useFrozenSearch(view);
  // Another column shows more of the same records: the list stays where it is. A list of the same columns is the same search,
  // which the engine knows by the name of the first one.
  const names = JSON.stringify(columns);
  const search = useMemo(
    () => ({ ...fixed, order, columns: JSON.parse(names) as string[], attributes, ids: attributes }),
    [fixed, order, names, attributes],
  );
  const { data, ...first } = useFirstPage<LogSearch, LogSearchResponse>({
    search,
    options: LOG_PAGES.options(search, null),
    operationId: operationOf(search),
    problem,
  });
  const rows = data?.rows;
  const firstIds = useMemo(() => new Set(rows?.map(({ id }) => id)), [rows]);
  return { ...first, search, askable: !problem, firstIds, refresh };
}

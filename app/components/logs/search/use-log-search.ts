// Turns the URL's view into a search at fixed points in time, and keeps showing the last answer until the next one.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useFrozenSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { type LogSearch, logPageOptions, operationOf } from '#app/lib/logs/queries.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';
import type { LogsView } from '../logs-view.ts';

type View = Pick<LogsView, 'q' | 'lang' | 'source' | 'from' | 'to' | 'order'> & {
  /** Columns whose values the server must send. */
  readonly columns: readonly string[];
  /** Whether rows are shown with all their attributes. */
  readonly attributes: boolean;
};

export interface LogSearchState {
  /** The search that the URL asks for. */
  readonly search: LogSearch;
  /** Whether it can be asked at all; if not, `error` says why. */
  readonly askable: boolean;
  /** The search whose rows are on the screen; another one while the asked one is under way. */
  readonly shown: LogSearch | undefined;
  /** Ids of the first page of `shown`. */
  readonly firstIds: ReadonlySet<string>;
  readonly pending: boolean;
  readonly cancelled: boolean;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  readonly refresh: () => void;
  readonly cancel: () => void;
}

/** Pages of one search belong together: `now` is read when the view changes and at each refresh, never in between. */
export function useLogSearch(view: View): LogSearchState {
  const queryClient = useQueryClient();
  const { order, columns, attributes } = view;
  const { search: fixed, problem, refresh } = useFrozenSearch(view);
  // Another column shows more of the same records: the list stays where it is.
  const search = useMemo(
    () => ({ ...fixed, order, columns: [...columns], attributes }),
    [fixed, order, columns, attributes],
  );
  const options = logPageOptions(search, null);
  const first = useQuery({ ...options, enabled: !problem });
  const [shown, setShown] = useState<LogSearch>();
  if (first.isSuccess && shown !== search) setShown(search);
  const rows = first.data?.rows;
  const firstIds = useMemo(() => new Set(rows?.map(({ id }) => id)), [rows]);

  const failure = problem ?? first.error;
  const waiting = first.failureReason && first.isFetching ? toUserError(first.failureReason) : undefined;
  const restarting = waiting !== undefined && isTemporary(waiting);
  useEffect(() => {
    // The banner knows about it now, not at its next turn.
    if (restarting) void queryClient.invalidateQueries({ queryKey: healthOptions().queryKey });
  }, [restarting, queryClient]);
  return {
    search,
    askable: !problem,
    shown,
    firstIds,
    pending: first.isFetching,
    cancelled: first.isPending && !first.isFetching && !problem,
    error: failure ? toUserError(failure) : undefined,
    waiting: restarting ? waiting : undefined,
    refresh,
    cancel: () => {
      void queryClient.cancelQueries({ queryKey: options.queryKey });
      // Leaving would do; saying so stops the engine even behind a proxy that does not pass the leaving on.
      cancelQuery({ data: { operationId: operationOf(search) } }).catch(() => undefined);
    },
  };
}

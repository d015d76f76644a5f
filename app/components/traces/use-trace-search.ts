// Turns the URL's view into searches at fixed points in time, and keeps showing the last answer until the next one.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type FixedSearch, useFrozenSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';
import { listOptions, operationOf } from './list/list-source.ts';
import { durationBound, type ListSearch, listSearch } from './list/trace-search.ts';
import type { TracesView } from './traces-view.ts';

export interface TraceSearchState {
  /** What the charts and facets are of: without the box, and without durations of whole traces. */
  readonly base: FixedSearch;
  /** The search that the list asks for. */
  readonly search: ListSearch;
  /** Whether it can be asked at all; if not, `error` says why. */
  readonly askable: boolean;
  /** The search whose rows are on the screen; another one while the asked one is under way. */
  readonly shown: ListSearch | undefined;
  readonly pending: boolean;
  readonly cancelled: boolean;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  readonly refresh: () => void;
  readonly cancel: () => void;
}

/** `before` is the search of the same view when it was shown earlier. */
export function useTraceSearch(view: TracesView, before: FixedSearch | undefined): TraceSearchState {
  const queryClient = useQueryClient();
  const { search: base, problem: wrong, refresh } = useFrozenSearch(view, before);
  const search = listSearch(base, view);
  const problem = wrong ?? [view.min, view.max].map(durationBound).find((bound) => bound instanceof AppError);
  const options = listOptions(search, null);
  const first = useQuery({ ...options, enabled: !problem });
  const [shown, setShown] = useState<ListSearch>();
  if (first.isSuccess && shown !== search) setShown(search);

  const failure = problem ?? first.error;
  const waiting = first.failureReason && first.isFetching ? toUserError(first.failureReason) : undefined;
  const restarting = waiting !== undefined && isTemporary(waiting);
  useEffect(() => {
    // The banner knows about it now, not at its next turn.
    if (restarting) void queryClient.invalidateQueries({ queryKey: healthOptions().queryKey });
  }, [restarting, queryClient]);
  return {
    base,
    search,
    askable: !problem,
    // Rows of traces are not rows of spans.
    shown: shown?.show === search.show ? shown : undefined,
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

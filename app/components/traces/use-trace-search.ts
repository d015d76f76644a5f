// Turns the URL's view into searches at fixed points in time, and keeps showing the last answer until the next one.
import { useQueryClient } from '@tanstack/react-query';
import { type FirstPage, useFirstPage } from '#app/components/explorer/search/use-first-page.ts';
import { type FixedSearch, useFrozenSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { listOptions, operationOf } from './list/list-source.ts';
import { durationBound, type ListSearch, listSearch } from './list/trace-search.ts';
import type { TracesView } from './traces-view.ts';

export interface TraceSearchState extends Omit<FirstPage<ListSearch, unknown>, 'data'> {
  /** What the charts and facets are of: without the box, and without durations of whole traces. */
  readonly base: FixedSearch;
  /** The search that the list asks for. */
  readonly search: ListSearch;
  /** Whether it can be asked at all; if not, `error` says why. */
  readonly askable: boolean;
  readonly refresh: () => void;
}

/** `before` is the search of the same view when it was shown earlier. */
export function useTraceSearch(view: TracesView, before: FixedSearch | undefined): TraceSearchState {
  const queryClient = useQueryClient();
  const { search: base, problem: wrong, refresh } = useFrozenSearch(view, before);
  const search = listSearch(base, view);
  const problem = wrong ?? [view.min, view.max].map(durationBound).find((bound) => bound instanceof AppError);
  const first = useFirstPage<ListSearch, unknown>({
    search,
    options: listOptions(search, null),
    operationId: operationOf(search),
    problem,
  });
  return {
    ...first,
    base,
    search,
    askable: !problem,
    // Rows of traces are not rows of spans.
    shown: first.shown?.show === search.show ? first.shown : undefined,
    refresh,
    cancel: () => {
      first.cancel();
      // Whoever stops the list waits for its charts and counts no longer either.
      for (const queryKey of [['traces'], ['logs', 'facet']]) void queryClient.cancelQueries({ queryKey });
    },
  };
}

// The logs of a whole trace, page by page, oldest first.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { searchLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogRow, LogSearchResponse } from '#app/lib/logs/schema.ts';
import { parseSearch } from '#app/lib/search/parse.ts';
import { searchFor } from '../detail/searches.ts';

const PAGE_ROWS = 500;
const FORGET_MS = 60_000;
const MOST_RETRIES = 40;

interface TraceLogs {
  readonly rows: readonly LogRow[];
  readonly isPending: boolean;
  readonly error: UserError | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

export interface TraceLogSearch {
  readonly q: string;
  readonly from: string;
  readonly to: string;
}

/** The records of a trace that match a filter. Positions in the filter stay, unless it has to be put in brackets. */
export function traceLogSearch(
  traceId: string,
  filter: string,
  range: { readonly from: string; readonly to: string },
): TraceLogSearch {
  const ofTrace = searchFor([['trace_id', traceId]]);
  if (filter.trim() === '') return { q: ofTrace, ...range };
  const own = parseSearch(filter).tree.kind === 'or' ? `(${filter})` : filter;
  return { q: `${own} ${ofTrace}`, ...range };
}

/** Whether a filter is whole: one with a mistake could mean records of other traces. */
export function isFilter(filter: string): boolean {
  return parseSearch(filter).diagnostics.length === 0;
}

/** `askable`: whether the search makes sense; one that does not has no rows. */
export function useTraceLogs({ q, from, to }: TraceLogSearch, askable: boolean): TraceLogs {
  const query = useInfiniteQuery({
    queryKey: ['trace', 'logs', q, from, to],
    queryFn: async ({ pageParam, signal }) => {
      const response = await searchLogs({
        data: {
          query: q,
          from,
          to,
          order: 'asc',
          limit: PAGE_ROWS,
          attributes: false,
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        signal,
      });
      return (await response.json()) as LogSearchResponse;
    },
    enabled: askable,
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_MS,
    structuralSharing: false,
    retry: (failures, thrown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
    retryDelay: 1_500,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  return {
    rows,
    isPending: query.isPending && query.fetchStatus !== 'idle',
    error: query.error ? toUserError(query.error) : undefined,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage({ cancelRefetch: false }),
    retry: () => void query.refetch(),
  };
}

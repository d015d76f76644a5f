// Refreshing by itself: at the top of the list the rows follow; further down a count of newer records is offered
// instead, so that what one reads stays where it is.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type LogSearch, logAggregateOptions } from '#app/lib/logs/queries.ts';

interface AutoRefresh {
  /** The search on the screen. */
  readonly shown: LogSearch | undefined;
  /** Seconds; 0 is off. Only for ranges that end now. */
  readonly interval: number;
  /** Whether the newest rows are in view and none is being read. */
  readonly follow: boolean;
  readonly refresh: () => void;
}

/** Refreshes while following; else returns how many records have come since, 0 when none or not asked. */
export function useNewer({ shown, interval, follow, refresh }: AutoRefresh): number {
  const following = interval > 0 && follow;
  useEffect(() => {
    if (!following) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, interval * 1_000);
    return () => clearInterval(timer);
  }, [following, interval, refresh]);
  const counting = interval > 0 && !follow && shown !== undefined;
  const since = {
    from: shown?.to ?? '',
    to: 'now',
    query: shown?.query ?? '',
    language: shown?.language ?? 'lucene',
    source: shown?.source ?? '',
  } as const;
  const { data } = useQuery({
    ...logAggregateOptions(since, { groupBy: [], interval: 'none' }),
    enabled: counting,
    staleTime: 0,
    refetchInterval: interval * 1_000,
    retry: false,
  });
  if (!counting || !data) return 0;
  return data.series.reduce(
    (total, { points }) => total + points.reduce((sum, [, count]) => sum + count, 0),
    0,
  );
}

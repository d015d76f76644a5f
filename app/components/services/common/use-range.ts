// The range that a service screen's URL asks for, at fixed points in time, read anew at each refresh.
import { useEffect, useMemo } from 'react';
import { useFrozenSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { RangeView } from '../services-view.ts';

/** What every question of these screens takes. */
export interface ServicesRange {
  readonly from: string;
  readonly to: string;
  readonly environment: string;
}

export interface RangeState {
  readonly range: ServicesRange;
  /** Why nothing can be asked. */
  readonly problem: UserError | undefined;
  readonly refresh: () => void;
}

/** Refreshes by itself as the view says, while its range ends now and the page is in front. */
export function useRange({ from, to, env, refresh: seconds }: RangeView): RangeState {
  const { search, problem, refresh } = useFrozenSearch({ from, to, q: '', lang: 'lucene', source: 'traces' });
  const range = useMemo(
    () => ({ from: search.from, to: search.to, environment: env }),
    [search.from, search.to, env],
  );
  const every = to === 'now' ? seconds : 0;
  useEffect(() => {
    if (every === 0) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, every * 1_000);
    return () => clearInterval(timer);
  }, [every, refresh]);
  return { range, problem: problem && toUserError(problem), refresh };
}

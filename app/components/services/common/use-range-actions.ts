// What every service screen does with its URL: choose a range and an environment, and hand both on to the other screens.
import { useCallback, useMemo } from 'react';
import type { RangeText } from '#app/components/time/range.ts';
import type { RangeView } from '../services-view.ts';

/** What a link to another service screen takes along. */
export type LinkSearch = Pick<RangeView, 'from' | 'to' | 'env'>;

export interface RangeActions {
  readonly change: (next: Partial<RangeView>) => void;
  readonly setRange: (range: RangeText) => void;
  readonly setEnvironment: (env: string) => void;
  readonly link: LinkSearch;
}

/** `change` writes a part of the view into the URL; memoise it. */
export function useRangeActions(
  { from, to, env }: RangeView,
  change: (next: Partial<RangeView>) => void,
): RangeActions {
  const setRange = useCallback((next: RangeText) => change({ from: next.from, to: next.to }), [change]);
  const setEnvironment = useCallback((next: string) => change({ env: next }), [change]);
  const link = useMemo(() => ({ from, to, env }), [from, to, env]);
  return useMemo(
    () => ({ change, setRange, setEnvironment, link }),
    [change, setRange, setEnvironment, link],
  );
}

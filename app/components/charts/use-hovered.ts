// The interval under the pointer of any chart that shares a hover.
import { useEffect, useState } from 'react';
import { type Hover, type Intervals, intervalAt } from './hover.ts';

/** Its place among the intervals; only a change of it draws anew. */
export function useHovered({ starts, intervalMs }: Intervals, hover: Hover): number | undefined {
  const [at, setAt] = useState<number>();
  useEffect(
    () =>
      hover.subscribe((ms) => setAt(ms === undefined ? undefined : intervalAt({ starts, intervalMs }, ms))),
    [starts, intervalMs, hover],
  );
  // The intervals of another range may be fewer.
  return at !== undefined && at < starts.length ? at : undefined;
}

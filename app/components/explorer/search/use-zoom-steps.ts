// The ranges that one zoomed through by dragging over the histogram: back, and forward again.
import { useState } from 'react';
import type { RangeText } from '#app/components/time/range.ts';

interface Steps {
  readonly ranges: readonly RangeText[];
  /** The place in `ranges` of the one that is shown. */
  readonly at: number;
}

interface ZoomSteps {
  readonly zoom: (range: RangeText) => void;
  /** Undefined when there is nothing to go back to. */
  readonly back: (() => void) | undefined;
  readonly forward: (() => void) | undefined;
}

/** A range that was chosen elsewhere starts anew. */
export function useZoomSteps(range: RangeText, onZoom: (range: RangeText) => void): ZoomSteps {
  const [steps, setSteps] = useState<Steps>({ ranges: [range], at: 0 });
  const known = steps.ranges.findIndex((candidate) => isSame(candidate, range));
  const { ranges, at } = known < 0 ? { ranges: [range], at: 0 } : { ranges: steps.ranges, at: known };
  const go = (to: number) => {
    const target = ranges[to];
    if (!target) return undefined;
    return () => {
      setSteps({ ranges, at: to });
      onZoom(target);
    };
  };
  return {
    zoom: (next) => {
      setSteps({ ranges: [...ranges.slice(0, at + 1), next], at: at + 1 });
      onZoom(next);
    },
    back: go(at - 1),
    forward: go(at + 1),
  };
}

function isSame(a: RangeText, b: RangeText): boolean {
  return a.from === b.from && a.to === b.to;
}

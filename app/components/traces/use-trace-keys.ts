// The keys of the trace search.
import { useRef } from 'react';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';

interface TraceKeys {
  readonly step: (direction: 1 | -1) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly pick: () => void;
  readonly compare: () => void;
  readonly toggleFacets: () => void;
  readonly toggleHeatmap: () => void;
  readonly toggleShow: () => void;
  readonly nextSort: () => void;
}

/** A key pressed this long after `g` is the second half of "go to"; the shell has the same length. */
const SEQUENCE_MS = 1_000;

export function useTraceKeys(keys: TraceKeys): void {
  const goPressedAt = useRef(Number.NEGATIVE_INFINITY);
  const unlessGoing = (run: () => void) => (event: KeyboardEvent) => {
    if (event.timeStamp - goPressedAt.current < SEQUENCE_MS) return false;
    run();
    return true;
  };
  useHotkeys({
    g: (event) => {
      goPressedAt.current = event.timeStamp;
      return false;
    },
    j: () => keys.step(1),
    arrowdown: () => keys.step(1),
    k: () => keys.step(-1),
    arrowup: () => keys.step(-1),
    enter: keys.open,
    escape: keys.close,
    x: keys.pick,
    f: keys.toggleFacets,
    h: keys.toggleHeatmap,
    o: keys.nextSort,
    c: unlessGoing(keys.compare),
    v: unlessGoing(keys.toggleShow),
  });
}

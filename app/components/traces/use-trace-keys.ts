// The keys of the trace search.
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { useUnlessGoing } from '#app/components/ui/use-unless-going.ts';

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

export function useTraceKeys(keys: TraceKeys): void {
  const { g, unlessGoing } = useUnlessGoing();
  useHotkeys({
    g,
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

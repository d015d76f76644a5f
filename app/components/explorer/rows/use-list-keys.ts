// The keys of a list of results, and those that a screen adds.
import { type Hotkeys, useHotkeys } from '#app/components/ui/use-hotkeys.ts';

interface ListKeys {
  readonly step: (direction: 1 | -1) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly toggleFacets: () => void;
  /** The screen's own. */
  readonly more: Hotkeys;
}

export function useListKeys({ step, open, close, toggleFacets, more }: ListKeys): void {
  useHotkeys({
    j: () => step(1),
    arrowdown: () => step(1),
    k: () => step(-1),
    arrowup: () => step(-1),
    enter: open,
    escape: close,
    f: toggleFacets,
    ...more,
  });
}

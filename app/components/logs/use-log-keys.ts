// The keys of the log screen.
import { useRef } from 'react';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';

export interface LogKeys {
  readonly step: (direction: 1 | -1) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly toggleWrap: () => void;
  readonly toggleFacets: () => void;
  readonly toggleLive: () => void;
  /** Shows the records around the active one. */
  readonly context: () => void;
  readonly nextView: () => void;
  readonly copy: () => void;
}

/** A key pressed this long after `g` is the second half of "go to"; the shell has the same length. */
const SEQUENCE_MS = 1_000;

export function useLogKeys(keys: LogKeys): void {
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
    w: keys.toggleWrap,
    f: keys.toggleFacets,
    v: keys.nextView,
    l: unlessGoing(keys.toggleLive),
    c: unlessGoing(keys.context),
    x: keys.copy,
  });
}

// The keys of the log screen.
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

export function useLogKeys(keys: LogKeys): void {
  useHotkeys({
    j: () => keys.step(1),
    arrowdown: () => keys.step(1),
    k: () => keys.step(-1),
    arrowup: () => keys.step(-1),
    enter: keys.open,
    escape: keys.close,
    w: keys.toggleWrap,
    f: keys.toggleFacets,
    v: keys.nextView,
    l: keys.toggleLive,
    c: keys.context,
    x: keys.copy,
  });
}

// The keys of the log screen.
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { useUnlessGoing } from '#app/components/ui/use-unless-going.ts';

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
  const { g, unlessGoing } = useUnlessGoing();
  useHotkeys({
    g,
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

// The keys of the log list.
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';

interface LogKeys {
  readonly step: (direction: 1 | -1) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly toggleWrap: () => void;
}

export function useLogKeys({ step, open, close, toggleWrap }: LogKeys): void {
  useHotkeys({
    j: () => step(1),
    arrowdown: () => step(1),
    k: () => step(-1),
    arrowup: () => step(-1),
    enter: open,
    escape: close,
    w: toggleWrap,
  });
}

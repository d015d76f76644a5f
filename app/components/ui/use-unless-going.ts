// Keys that are also the second half of "go to": after `g` they belong to the shell.
import { useRef } from 'react';

/** A key pressed this long after `g` is the second half of "go to"; the shell has the same length. */
const SEQUENCE_MS = 1_000;

interface UnlessGoing {
  /** The handler of `g`, which it leaves to the shell. */
  readonly g: (event: KeyboardEvent) => boolean;
  /** A handler that does nothing just after `g`. */
  readonly unlessGoing: (run: () => void) => (event: KeyboardEvent) => boolean;
}

export function useUnlessGoing(): UnlessGoing {
  const pressedAt = useRef(Number.NEGATIVE_INFINITY);
  return {
    g: (event) => {
      pressedAt.current = event.timeStamp;
      return false;
    },
    unlessGoing: (run) => (event) => {
      if (event.timeStamp - pressedAt.current < SEQUENCE_MS) return false;
      run();
      return true;
    },
  };
}

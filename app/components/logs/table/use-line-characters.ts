// How many characters of a line the window can show.
import { useSyncExternalStore } from 'react';

/** A character of the list is wider; CSS pixels. */
const LEAST_CHARACTER_PX = 6;
/** In steps, so that few changes of the window draw the rows anew. */
const STEP = 100;
/** Columns can be wider than a small window. */
const LEAST = 300;

export function useLineCharacters(): number {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener('resize', onChange);
      return () => window.removeEventListener('resize', onChange);
    },
    () => Math.max(LEAST, Math.ceil(window.innerWidth / LEAST_CHARACTER_PX / STEP) * STEP),
    () => LEAST,
  );
}

// Follows a CSS media query.
import { useSyncExternalStore } from 'react';

/** Whether the query matches; false on the server and for the first paint. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** A screen too narrow for two panels side by side; the same width as Tailwind's `md`. */
export const PHONE = '(max-width: 767px)';

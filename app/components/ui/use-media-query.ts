// Follows a CSS media query.
import { useSyncExternalStore } from 'react';

/** One list a query: asking for it anew costs more than most components take to draw. */
const lists = new Map<string, MediaQueryList>();

function listOf(query: string): MediaQueryList {
  const known = lists.get(query) ?? window.matchMedia(query);
  lists.set(query, known);
  return known;
}

/** Whether the query matches; false on the server and for the first paint. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = listOf(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => listOf(query).matches,
    () => false,
  );
}

/** A screen too narrow for two panels side by side; the same width as Tailwind's `md`. */
export const PHONE = '(max-width: 767px)';

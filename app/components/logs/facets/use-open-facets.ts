// Which facets stand open, remembered by this browser for each source.
import { useEffect, useState } from 'react';

interface OpenFacets {
  readonly has: (name: string) => boolean;
  readonly toggle: (name: string) => void;
}

/** `first` are open until the viewer says otherwise. */
export function useOpenFacets(source: string, first: readonly string[]): OpenFacets {
  const key = `maple-facets:${source}`;
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(first));
  useEffect(() => {
    const stored = readNames(key);
    if (stored) setOpen(new Set(stored));
  }, [key]);
  return {
    has: (name) => open.has(name),
    toggle: (name) => {
      const next = new Set(open);
      if (!next.delete(name)) next.add(name);
      setOpen(next);
      try {
        localStorage.setItem(key, JSON.stringify([...next]));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
  };
}

function readNames(key: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : undefined;
  } catch {
    // Unreadable or forbidden storage is no reason to show nothing.
    return undefined;
  }
}

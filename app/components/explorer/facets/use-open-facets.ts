// Which facets stand open, remembered by this browser for each source.
import { useEffect, useState } from 'react';
import { browserStore, readStored, writeStored } from '#app/components/ui/browser-store.ts';

interface OpenFacets {
  readonly has: (name: string) => boolean;
  readonly toggle: (name: string) => void;
}

/** `first` are open until the viewer says otherwise. */
export function useOpenFacets(source: string, first: readonly string[]): OpenFacets {
  const key = `maple.facets.${source}`;
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
      writeStored(browserStore(), key, [...next]);
    },
  };
}

function readNames(key: string): readonly string[] | undefined {
  const value = readStored(browserStore(), key);
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : undefined;
}

// The widths of columns that a person has chosen, kept in this browser for each source.
import { useCallback, useState } from 'react';
import * as z from 'zod/mini';
import { browserStore, readStored, writeStored } from '#app/components/ui/browser-store.ts';
import type { Widths } from './columns.ts';

const stored = z.record(z.string(), z.number());

/** The widths, and a way to change one: undefined forgets it. */
export function useWidths(
  source: string,
): readonly [Widths, (name: string, width: number | undefined) => void] {
  const [state, setState] = useState(() => ({ source, widths: read(source) }));
  if (state.source !== source) setState({ source, widths: read(source) });
  const { widths } = state;
  const setWidth = useCallback(
    (name: string, width: number | undefined) => {
      setState((before) => {
        const { [name]: _, ...others } = before.widths;
        const next = width === undefined ? others : { ...others, [name]: width };
        writeStored(browserStore(), key(source), next);
        return { source, widths: next };
      });
    },
    [source],
  );
  return [widths, setWidth];
}

function key(source: string): string {
  return `maple.widths.${source}`;
}

/** What an older or a broken program left behind is as good as nothing. */
function read(source: string): Widths {
  const result = stored.safeParse(readStored(browserStore(), key(source)));
  return result.success ? result.data : {};
}

// The widths of columns that a person has chosen, kept in this browser for each source.
import { useCallback, useState } from 'react';
import * as z from 'zod/mini';
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
        localStorage.setItem(key(source), JSON.stringify(next));
        return { source, widths: next };
      });
    },
    [source],
  );
  return [widths, setWidth];
}

function key(source: string): string {
  return `maple-widths-${source}`;
}

function read(source: string): Widths {
  if (typeof localStorage === 'undefined') return {};
  const result = stored.safeParse(parse(localStorage.getItem(key(source))));
  return result.success ? result.data : {};
}

/** What an older or a broken program left behind is as good as nothing. */
function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

// The search that a screen's URL asks for, at fixed points in time.
import { useCallback, useState } from 'react';
import { resolveRange } from '#app/components/time/range.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { isRelativeTime } from '#app/lib/core/time.ts';

/** What of a URL makes a search. */
export interface SearchView {
  readonly q: string;
  readonly lang: 'lucene' | 'sql';
  readonly source: string;
  readonly from: string;
  readonly to: string;
}

/** Which records, at fixed points in time (RFC 3339), so that all answers are about the same ones. */
export interface FixedSearch {
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
  readonly source: string;
}

interface Frozen {
  readonly key: string;
  readonly search: FixedSearch;
  /** Why this cannot be searched. */
  readonly problem: AppError | undefined;
}

interface FrozenSearch extends Omit<Frozen, 'key'> {
  /** Reads `now` anew. */
  readonly refresh: () => void;
}

/** The most that the server takes; UTF-16 units. */
const LONGEST_QUERY = 100_000;

/**
 * `now` is read when the view changes and at each refresh, never in between: pages of one search belong together.
 * `before` is the search of the same view when it was shown earlier.
 */
export function useFrozenSearch(view: SearchView, before?: FixedSearch): FrozenSearch {
  const key = keyOf(view);
  const [frozen, setFrozen] = useState(() =>
    before ? { key, search: before, problem: undefined } : freeze(view, key),
  );
  if (frozen.key !== key) setFrozen(freeze(view, key));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the view
  const refresh = useCallback(() => setFrozen(freeze(view, key)), [key]);
  return { search: frozen.search, problem: frozen.problem, refresh };
}

function keyOf({ q, lang, source, from, to }: SearchView): string {
  return JSON.stringify([q, lang, source, from, to]);
}

function freeze({ q, lang, source, from, to }: SearchView, key: string): Frozen {
  const range =
    q.length > LONGEST_QUERY
      ? new AppError('bad_request', 'The search is longer than 100,000 characters.')
      : resolveRange({ from, to }, Date.now());
  const rest = { query: q, language: lang, source };
  if (range instanceof AppError) return { key, search: { from, to, ...rest }, problem: range };
  const fixed = (text: string, ms: number) => (isRelativeTime(text) ? new Date(ms).toISOString() : text);
  return {
    key,
    search: { from: fixed(from, range.fromMs), to: fixed(to, range.toMs), ...rest },
    problem: undefined,
  };
}

// What one can do on the trace search, on its URL.
import { useCallback, useMemo } from 'react';
import { existsFilter } from '#app/components/explorer/search/exists-filter.ts';
import type { RangeText } from '#app/components/time/range.ts';
import type { SavedSearch } from '#app/lib/saved/schema.ts';
import { addFilter } from '#app/lib/search/edit.ts';
import { type Box, printBox } from './heatmap/box.ts';
import { sortsOf } from './list/trace-columns.ts';
import { spanSort } from './list/trace-search.ts';
import { viewOfSaved } from './saved-view.ts';
import type { ChangeTracesView, TraceSort, TracesView } from './traces-view.ts';

export interface TraceActions {
  readonly change: ChangeTracesView;
  /** Searches; the same text again refreshes. */
  readonly search: (text: string) => void;
  /** The box is of the range before. */
  readonly setRange: (range: RangeText) => void;
  readonly setBox: (box: Box | undefined) => void;
  readonly setSort: (sort: TraceSort) => void;
  readonly nextSort: () => void;
  readonly filter: (field: string, value: string, negate: boolean) => void;
  readonly exists: (field: string) => void;
  readonly applySaved: (saved: SavedSearch) => void;
  readonly setShow: (show: TracesView['show']) => void;
  readonly toggleFacets: () => void;
  readonly toggleHeatmap: () => void;
  /** Without box and durations. */
  readonly widen: () => void;
}

interface Options {
  readonly view: TracesView;
  readonly change: ChangeTracesView;
  readonly refresh: () => void;
  readonly facetsShown: boolean;
  readonly heatmapShown: boolean;
}

export function useTraceActions({ view, change, refresh, facetsShown, heatmapShown }: Options): TraceActions {
  const { q, show, sort } = view;
  const search = useCallback(
    (text: string) => (text === q ? refresh() : change({ q: text })),
    [q, refresh, change],
  );
  return useMemo(
    () => ({
      change,
      search,
      setRange: ({ from, to }: RangeText) => change({ from, to, box: '' }),
      setBox: (box: Box | undefined) => change({ box: box ? printBox(box) : '' }),
      setSort: (next: TraceSort) => change({ sort: next }),
      nextSort: () => {
        const sorts = sortsOf(show);
        change({ sort: sorts[(sorts.indexOf(sort) + 1) % sorts.length] ?? 'newest' });
      },
      filter: (field: string, value: string, negate: boolean) =>
        change({ q: addFilter(q, { field, value, negate }) }),
      exists: (field: string) => change({ q: existsFilter(q, field) }),
      applySaved: (saved: SavedSearch) => change(viewOfSaved(saved)),
      setShow: (next: TracesView['show']) =>
        change({ show: next, ...(next === 'spans' && { sort: spanSort(sort) }) }),
      toggleFacets: () => change({ facets: !facetsShown }, { replace: true }),
      toggleHeatmap: () => change({ heatmap: !heatmapShown }, { replace: true }),
      widen: () => change({ box: '', min: '', max: '' }),
    }),
    [change, search, q, show, sort, facetsShown, heatmapShown],
  );
}

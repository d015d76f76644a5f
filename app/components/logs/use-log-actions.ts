// The actions of the log screen on its URL.
import { useCallback, useMemo } from 'react';
import { existsFilter } from '#app/components/explorer/search/exists-filter.ts';
import type { RangeText } from '#app/components/time/range.ts';
import { isRelativeTime } from '#app/lib/core/time.ts';
import { addFilter, onlyFilter } from '#app/lib/search/edit.ts';
import type { LogActions } from './log-actions.ts';
import type { ChangeView, LogsView } from './logs-view.ts';
import { addColumn, moveColumn, printColumns, removeColumn } from './table/columns.ts';

interface LogActionsOptions {
  readonly view: LogsView;
  readonly change: ChangeView;
  readonly refresh: () => void;
  readonly columns: readonly string[];
  /** What an empty `cols` shows. */
  readonly usualColumns: readonly string[];
  readonly facetsShown: boolean;
}

export function useLogActions(options: LogActionsOptions): LogActions {
  const { view, change, refresh, columns, usualColumns, facetsShown } = options;
  const { q, lang, order, from, live } = view;
  const search = useCallback(
    (text: string) => (text === q ? refresh() : change({ q: text, log: undefined, around: undefined })),
    [q, refresh, change],
  );
  return useMemo(() => {
    const setColumns = (next: readonly string[]) =>
      change({ cols: next.length === 0 ? '' : printColumns(next, usualColumns) });
    return {
      change,
      search,
      canFilter: lang === 'lucene',
      setRange: (range: RangeText) => change({ from: range.from, to: range.to, log: undefined, live: false }),
      // The record stays open: one filters while reading it.
      filter: (field, value, how) =>
        change({
          q:
            how === 'only'
              ? onlyFilter(q, { field, value })
              : addFilter(q, { field, value, negate: how === 'out' }),
        }),
      searchFor: (field, value) =>
        change({ q: addFilter('', { field, value }), lang: 'lucene', log: undefined, around: undefined }),
      applySaved: (saved) =>
        change({
          q: saved.query,
          lang: saved.language,
          source: saved.source,
          from: saved.from,
          to: saved.to,
          order: saved.order,
          cols: printColumns(saved.columns, []),
          log: undefined,
          around: undefined,
          live: false,
        }),
      exists: (field) => change({ q: existsFilter(q, field) }),
      addColumn: (name) => setColumns(addColumn(columns, name)),
      removeColumn: (name) => setColumns(removeColumn(columns, name)),
      moveColumn: (name, to) => setColumns(moveColumn(columns, name, to)),
      setColumns,
      toggleOrder: () => change({ order: order === 'desc' ? 'asc' : 'desc', log: undefined, live: false }),
      toggleFacets: () => change({ facets: !facetsShown }, { replace: true }),
      toggleLive: () =>
        change(
          live
            ? { live: false }
            : { live: true, order: 'desc', to: 'now', ...(!isRelativeTime(from) && { from: 'now-15m' }) },
        ),
    };
  }, [change, search, q, lang, order, from, live, columns, usualColumns, facetsShown]);
}

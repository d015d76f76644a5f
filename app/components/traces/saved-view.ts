// What of the trace search is saved, and what a saved search changes of the screen. Pure.
import type { SavedView } from '#app/components/explorer/saved/use-saved.ts';
import type { SavedSearch } from '#app/lib/saved/schema.ts';
import { spanSort } from './list/trace-search.ts';
import { TRACES_VIEW_DEFAULTS, type TracesView } from './traces-view.ts';

type Saved = Pick<TracesView, 'source' | 'lang' | 'q' | 'from' | 'to' | 'show' | 'sort' | 'min' | 'max'>;

/** Without the box in the heatmap, which is at a point in time. */
export function savedOf({ source, lang, q, from, to, show, sort, min, max }: Saved): SavedView {
  return {
    source,
    language: lang,
    query: q,
    from,
    to,
    order: 'desc',
    columns: [],
    traces: { show, sort, minDuration: min, maxDuration: max },
  };
}

export function viewOfSaved({ source, language, query, from, to, traces }: SavedSearch): Partial<TracesView> {
  const { show, sort, min, max } = TRACES_VIEW_DEFAULTS;
  const list = traces ?? { show, sort, minDuration: min, maxDuration: max };
  return {
    source,
    lang: language,
    q: query,
    from,
    to,
    box: '',
    show: list.show,
    sort: list.show === 'spans' ? spanSort(list.sort) : list.sort,
    min: list.minDuration,
    max: list.maxDuration,
  };
}

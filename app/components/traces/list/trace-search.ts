// What the list asks for: the search of the screen, narrowed by the box and the durations, in an order. Pure.
import type { FixedSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { decimalToNumber, readBound } from '#app/lib/search/bounds.ts';
import { insideBox, parseBox, withDurations } from '../heatmap/box.ts';
import { SPAN_SORTS, type TraceSort, type TracesView } from '../traces-view.ts';

/** The search of a list of traces or of spans. */
export interface ListSearch extends FixedSearch {
  readonly show: TracesView['show'];
  readonly sort: TraceSort;
  /** Of the whole trace, nanoseconds; for spans it is part of the query. */
  readonly minNs: number | undefined;
  readonly maxNs: number | undefined;
}

type ListView = Pick<TracesView, 'show' | 'sort' | 'min' | 'max' | 'box'>;

const derived = new WeakMap<FixedSearch, Map<string, ListSearch>>();

/** The same object for the same search and view, so that what is known of its pages can be found again. */
export function listSearch(search: FixedSearch, view: ListView): ListSearch {
  const { show, sort, min, max, box } = view;
  const key = JSON.stringify([show, sort, min, max, box]);
  const known = derived.get(search) ?? new Map<string, ListSearch>();
  derived.set(search, known);
  const found = known.get(key) ?? derive(search, view);
  known.set(key, found);
  return found;
}

function derive(search: FixedSearch, { show, sort, min, max, box: text }: ListView): ListSearch {
  const box = parseBox(text);
  const inside = box ? insideBox(search, box) : search;
  const [minNs, maxNs] = [durationBound(min), durationBound(max)].map((bound) =>
    bound instanceof AppError ? undefined : bound,
  );
  if (show === 'traces') return { ...inside, show, sort, minNs, maxNs };
  const spans = withDurations(inside, { minNs, maxNs: maxNs === undefined ? undefined : maxNs + 1 });
  return { ...spans, show, sort: spanSort(sort), minNs: undefined, maxNs: undefined };
}

/** The order of spans that is nearest to one of traces. */
export function spanSort(sort: TraceSort): (typeof SPAN_SORTS)[number] {
  return SPAN_SORTS.find((name) => name === sort) ?? 'newest';
}

/** Nanoseconds of what a person typed: `250ms`, `1.5 s`, or a number of milliseconds. Undefined when nothing is. */
export function durationBound(text: string): number | undefined | AppError {
  const typed = text.replace(/\s+/g, '');
  if (typed === '') return undefined;
  const bound = readBound(typed);
  const ns =
    bound.kind === 'duration'
      ? decimalToNumber(bound.value)
      : bound.kind === 'number'
        ? decimalToNumber(bound.value) * 1e6
        : Number.NaN;
  if (ns >= 0 && Number.isFinite(ns)) return ns;
  return new AppError('bad_request', `“${text}” is no duration. Write it as 250ms, 1.5s or 2m.`);
}

// The part of a trace's URL that the list gives it: where it is stored, which span is meant, and the search to mark. Pure.
import { stringifyUrlSearch } from '#app/components/shell/url-search.ts';
import type { ListSearch } from './trace-search.ts';

export interface TraceLinkSearch {
  readonly source?: string;
  readonly span?: string;
  readonly match?: string;
  readonly lang?: 'sql';
}

/** The most that the trace's page takes as a search; UTF-16 units. */
const LONGEST_MATCH = 10_000;

/** `query` is the person's own, without box and durations. */
export function traceLink(
  { source, language }: Pick<ListSearch, 'source' | 'language'>,
  query: string,
  span?: string,
): TraceLinkSearch {
  const isMarked = query.trim() !== '' && query.length <= LONGEST_MATCH;
  return {
    ...(source !== 'traces' && { source }),
    ...(span !== undefined && { span }),
    ...(isMarked && { match: query, ...(language === 'sql' && { lang: language }) }),
  };
}

/** Where the trace's page is, for links that open in another tab. */
export function tracePath(traceId: string, search: TraceLinkSearch): string {
  return `/traces/${encodeURIComponent(traceId)}${stringifyUrlSearch({ ...search })}`;
}

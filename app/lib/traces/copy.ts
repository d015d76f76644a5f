// A search of traces or of spans as a request that can be handed on. Pure.
import { curlCommand } from '#app/lib/reading/copy.ts';

/** What of a search is handed on; times as text, relative or not, durations in nanoseconds. */
interface CopiedTraceSearch {
  readonly show: 'traces' | 'spans';
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
  readonly source: string;
  readonly sort: string;
  readonly minNs: number | undefined;
  readonly maxNs: number | undefined;
}

/** What a request has to say; what is usual is left out. A duration that is a number is of milliseconds. */
export function traceSearchFields(search: CopiedTraceSearch): Record<string, unknown> {
  const { from, to, query, language, source, sort, minNs, maxNs } = search;
  return {
    from,
    to,
    ...(query !== '' && { query }),
    ...(language !== 'lucene' && { language }),
    ...(source !== 'traces' && { source }),
    ...(sort !== 'newest' && { sort }),
    ...(minNs !== undefined && { minDuration: minNs / 1e6 }),
    ...(maxNs !== undefined && { maxDuration: maxNs / 1e6 }),
  };
}

/** The search as a command for POSIX shells. */
export function traceSearchCurl(origin: string, search: CopiedTraceSearch): string {
  const path = search.show === 'traces' ? '/api/v1/traces/search' : '/api/v1/traces/spans';
  return curlCommand(`${origin}${path}`, traceSearchFields(search));
}

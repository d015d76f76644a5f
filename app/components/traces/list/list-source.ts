// How pages of traces and of spans are asked for.
import { queryOptions } from '@tanstack/react-query';
import type { Page, PageSource } from '#app/components/explorer/rows/use-pages.ts';
import { randomId } from '#app/lib/core/random-id.ts';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import type { UnknownField } from '#app/lib/reading/schema.ts';
import type {
  SpanRow,
  SpanSearchResponse,
  TraceSearchResponse,
  TraceSummary,
} from '#app/lib/traces/schema.ts';
import { searchSpans, searchTraces } from '#app/lib/traces/traces.functions.ts';
import type { ListSearch } from './trace-search.ts';

/** The answers of both lists, as far as what stands around the rows needs them. */
export interface ListAnswer extends Page {
  readonly unknownFields: readonly UnknownField[];
  readonly hint: string | null;
  readonly statistics: { readonly elapsedMs: number; readonly rowsRead: number };
}

const PAGE_ROWS = { first: 50, later: 150 } as const;
const AROUND = { before: 100, after: 150 } as const;
/** What nobody looks at is forgotten after this time, and fetched again when it is needed again. */
const FORGET_MS = 60_000;
const RETRY_MS = 1_500;
const MOST_RETRIES = 80;

const operations = new WeakMap<ListSearch, string>();

/** The name of a search's first page for `/api/v1/queries/{id}`: its progress, and a cancel that stops the engine. */
export function operationOf(search: ListSearch): string {
  const id = operations.get(search) ?? randomId();
  operations.set(search, id);
  return id;
}

const common = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: FORGET_MS,
  /** While the engine restarts, ask again by itself; every other error is for the person to see. */
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: RETRY_MS,
  // A page is never read twice: comparing its rows with those before would find nothing.
  structuralSharing: false,
} as const;

function request(search: ListSearch, cursor: string | null) {
  const { from, to, query, language, source } = search;
  return {
    from,
    to,
    query,
    language,
    source,
    ...(cursor === null
      ? { limit: PAGE_ROWS.first, operationId: operationOf(search) }
      : { limit: PAGE_ROWS.later, cursor }),
  };
}

const traceOptions = (search: ListSearch, cursor: string | null) =>
  queryOptions<TraceSearchResponse, Error, TraceSearchResponse, readonly unknown[]>({
    queryKey: ['traces', 'page', search, cursor],
    queryFn: ({ signal }) => {
      const { minNs, maxNs, sort } = search;
      // A number is of milliseconds.
      const bounds = {
        ...(minNs !== undefined && { minDuration: minNs / 1e6 }),
        ...(maxNs !== undefined && { maxDuration: maxNs / 1e6 }),
      };
      return searchTraces({ data: { ...request(search, cursor), ...bounds, sort }, signal });
    },
    ...common,
  });

const spanOptions = (search: ListSearch, cursor: string | null) =>
  queryOptions<SpanSearchResponse, Error, SpanSearchResponse, readonly unknown[]>({
    queryKey: ['traces', 'spans', search, cursor],
    queryFn: ({ signal }) => {
      const sort = search.sort === 'slowest' ? 'slowest' : 'newest';
      return searchSpans({ data: { ...request(search, cursor), sort }, signal });
    },
    ...common,
  });

export const TRACE_PAGES: PageSource<ListSearch, TraceSearchResponse, TraceSummary> = {
  options: traceOptions,
  rows: ({ traces }) => traces,
  id: ({ traceId }) => traceId,
  around: AROUND,
};

export const SPAN_PAGES: PageSource<ListSearch, SpanSearchResponse, SpanRow> = {
  options: spanOptions,
  rows: ({ spans }) => spans,
  // Where an id was stored twice, the times tell them apart.
  id: ({ traceId, spanId, timestamp }) => `${traceId}/${spanId}/${timestamp}`,
  around: AROUND,
};

/** One page of either list, whose rows are nobody's business. */
export function listOptions(search: ListSearch, cursor: string | null) {
  const { queryKey, queryFn } =
    search.show === 'traces' ? traceOptions(search, cursor) : spanOptions(search, cursor);
  return queryOptions<unknown, Error, unknown, readonly unknown[]>({
    queryKey,
    // Both answer a page; which one is in the key.
    queryFn: queryFn as () => Promise<unknown>,
    ...common,
  });
}

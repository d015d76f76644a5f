// All that is known of one span: from the store, or from the file that the trace was read from.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { traceSpanOptions } from '#app/lib/traces/queries.ts';
import type { SpanDetail, SpanGetResponse } from '#app/lib/traces/schema.ts';
import { timestampOf } from '../header/summary.ts';
import { useTrace } from '../trace-context.ts';

/** What gives the spans of a trace that is not stored, by their index. */
interface SpanDetails {
  readonly read: (span: number) => Promise<SpanDetail>;
}
const Details = createContext<SpanDetails | undefined>(undefined);
export const SpanDetailsProvider = Details;

export interface SpanDetailState {
  readonly detail: SpanDetail | undefined;
  readonly backlinks: SpanGetResponse['backlinks'];
  /** Whether links to the span could not all be looked for. */
  readonly isPartial: boolean;
  readonly isPending: boolean;
  readonly error: UserError | undefined;
  readonly retry: () => void;
}

export function useSpanDetail(span: number): SpanDetailState {
  const { trace, view } = useTrace();
  const own = use(Details);
  const isStored = trace.source !== undefined;
  const { columns, problems } = trace.tree;
  const isDuplicate = problems.some(({ kind }) => kind === 'duplicate');
  const stored = useQuery({
    ...traceSpanOptions({
      traceId: trace.traceId,
      spanId: spanIdOf(columns, span),
      source: trace.source ?? '',
      // A corrected clock's time would find nothing.
      ...(isDuplicate && !view.skew && { timestamp: timestampOf(columns, columns.start[span] ?? 0) }),
    }),
    enabled: isStored,
  });
  const opened = useQuery({ ...openedSpanOptions(own, span), enabled: !isStored && own !== undefined });
  const query = isStored ? stored : opened;
  return {
    detail: isStored ? stored.data?.span : opened.data,
    backlinks: stored.data?.backlinks ?? [],
    isPartial: stored.data?.backlinksPartial != null,
    isPending: query.isPending,
    error: query.error ? toUserError(query.error) : undefined,
    retry: () => void query.refetch(),
  };
}

/** Files have no ids: each that is opened gets a number. */
const numbers = new WeakMap<SpanDetails, number>();
let last = 0;

function openedSpanOptions(details: SpanDetails | undefined, span: number) {
  let file = details && numbers.get(details);
  if (details && file === undefined) {
    last += 1;
    file = last;
    numbers.set(details, file);
  }
  return queryOptions({
    queryKey: ['trace', 'opened', file, span],
    queryFn: () => details?.read(span) ?? Promise.reject(new Error('no file')),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    retry: false,
  });
}

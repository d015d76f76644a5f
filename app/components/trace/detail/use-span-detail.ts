// All that is known of one span: from the store, or from the file that the trace was read from.
import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { traceSpanOptions } from '#app/lib/traces/queries.ts';
import type { SpanDetail, SpanGetResponse } from '#app/lib/traces/schema.ts';
import { timestampOf } from '../header/summary.ts';
import { useTrace } from '../trace-context.ts';

/** Gives the spans of a trace that is not stored, by their index. */
const Details = createContext<((span: number) => SpanDetail | undefined) | undefined>(undefined);
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
  const { columns, problems } = trace.tree;
  const isDuplicate = problems.some(({ kind, spans }) => kind === 'duplicate' && spans.length > 0);
  const query = useQuery({
    ...traceSpanOptions({
      traceId: trace.traceId,
      spanId: spanIdOf(columns, span),
      source: trace.source ?? '',
      // A corrected clock's time would find nothing.
      ...(isDuplicate && !view.skew && { timestamp: timestampOf(columns, columns.start[span] ?? 0) }),
    }),
    enabled: trace.source !== undefined,
  });
  const isStored = trace.source !== undefined;
  return {
    detail: isStored ? query.data?.span : own?.(span),
    backlinks: query.data?.backlinks ?? [],
    isPartial: query.data?.backlinksPartial != null,
    isPending: isStored && query.isPending,
    error: query.error ? toUserError(query.error) : undefined,
    retry: () => void query.refetch(),
  };
}

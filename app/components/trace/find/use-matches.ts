// The spans that are looked for: by text here, by the search language in the engine.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { z } from 'zod';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { findByIds, findByText, type Matches } from '#app/lib/trace-model/find.ts';
import type { traceMatchResponse } from '#app/lib/traces/schema.ts';
import type { LoadedTrace } from '../trace-context.ts';
import type { TraceView } from '../trace-view.ts';

export interface Found {
  /** Undefined while nothing is looked for, or the answer is not here. */
  readonly matches: Matches | undefined;
  readonly pending: boolean;
  readonly error: UserError | undefined;
  /** Names that no span has had lately, with those that were probably meant. */
  readonly unknown: readonly { readonly name: string; readonly closest: readonly string[] }[];
}

const FORGET_MS = 60_000;
const MOST_RETRIES = 40;

export function useMatches(trace: LoadedTrace, view: Pick<TraceView, 'find' | 'match'>): Found {
  const { columns } = trace.tree;
  // Letters are typed faster than a million names are read.
  const text = useDeferredValue(view.find);
  const byText = useMemo(() => (text.trim() === '' ? undefined : findByText(columns, text)), [columns, text]);
  const { traceId, source } = trace;
  const asks = view.match.trim() !== '' && source !== undefined;
  const answer = useQuery({
    // A trace that has got more spans is asked again.
    queryKey: ['trace', 'match', traceId, source, view.match, columns.count],
    enabled: asks,
    queryFn: ({ signal }) => askMatches(traceId, source ?? '', view.match, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_MS,
    structuralSharing: false,
    retry: (failures, thrown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
    retryDelay: 1_500,
  });
  const ids = asks ? answer.data?.spanIds : undefined;
  const bySearch = useMemo(() => ids && findByIds(columns, ids), [columns, ids]);
  return useMemo(
    () => ({
      matches: byText ?? bySearch,
      pending: asks && answer.isPending,
      error: asks && answer.error ? toUserError(answer.error) : undefined,
      unknown: asks ? (answer.data?.unknownFields ?? []) : [],
    }),
    [byText, bySearch, asks, answer.isPending, answer.error, answer.data],
  );
}

async function askMatches(traceId: string, source: string, query: string, signal: AbortSignal) {
  const parameters = new URLSearchParams({ source, query });
  const response = await fetch(`/api/v1/traces/${encodeURIComponent(traceId)}/match?${parameters}`, {
    signal,
  });
  if (!response.ok) throw await response.json();
  return (await response.json()) as z.output<typeof traceMatchResponse>;
}

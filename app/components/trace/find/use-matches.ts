// The spans that are looked for: by text here, by the search language in the engine.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { findByIds, findByText, type Matches } from '#app/lib/trace-model/find.ts';
import { traceMatchOptions } from '#app/lib/traces/queries.ts';
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

export function useMatches(trace: LoadedTrace, view: Pick<TraceView, 'find' | 'match'>): Found {
  const { columns } = trace.tree;
  // Letters are typed faster than a million names are read.
  const text = useDeferredValue(view.find);
  const byText = useMemo(() => (text.trim() === '' ? undefined : findByText(columns, text)), [columns, text]);
  const { traceId, source } = trace;
  const asks = view.match.trim() !== '' && source !== undefined;
  const options = traceMatchOptions({ traceId, source: source ?? '', query: view.match });
  const answer = useQuery({ ...options, enabled: asks, structuralSharing: false });
  const { refetch } = answer;
  // A trace that has got more spans is asked again.
  const asked = useRef(columns.count);
  useEffect(() => {
    if (asked.current === columns.count) return;
    asked.current = columns.count;
    if (asks) void refetch();
  }, [columns.count, asks, refetch]);
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

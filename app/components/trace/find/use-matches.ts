// The spans that are looked for: by text here, by the search language in the engine.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { traceMatchOptions } from '#app/lib/traces/queries.ts';
import type { MatchesInTree } from '../load/questions.ts';
import { useAnswer } from '../load/use-answer.ts';
import type { LoadedTrace } from '../trace-context.ts';
import type { TraceView } from '../trace-view.ts';

export interface Found {
  /** Undefined while nothing is looked for, or the answer is not here. */
  readonly matches: MatchesInTree | undefined;
  readonly pending: boolean;
  readonly error: UserError | undefined;
  /** Names that no span has had lately, with those that were probably meant. */
  readonly unknown: readonly { readonly name: string; readonly closest: readonly string[] }[];
}

/** Sooner, saying that one looks would only flicker. */
const SLOW_MS = 150;

export function useMatches(trace: LoadedTrace, view: Pick<TraceView, 'find' | 'match' | 'lang'>): Found {
  const { columns } = trace.tree;
  const { traceId, source } = trace;
  const asks = view.match.trim() !== '' && source !== undefined;
  const options = traceMatchOptions({
    traceId,
    source: source ?? '',
    query: view.match,
    language: view.lang,
  });
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
  const text = view.find.trim();
  const question = useMemo(() => {
    if (text !== '') return { kind: 'text' as const, text };
    return ids && { kind: 'ids' as const, ids };
  }, [text, ids]);
  const found = useAnswer(trace, question);
  // While one types, what was found before stays.
  const matches = question && (found.answer ?? found.last);
  const isSlow = useDelayed(found.isWorking, SLOW_MS);
  return useMemo(
    () => ({
      matches,
      pending: isSlow || (asks && answer.isPending),
      error: asks && answer.error ? toUserError(answer.error) : undefined,
      unknown: asks ? (answer.data?.unknownFields ?? []) : [],
    }),
    [matches, isSlow, asks, answer.isPending, answer.error, answer.data],
  );
}

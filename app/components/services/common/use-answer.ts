// One question of a service screen: its last answer stays on the screen until the next one is there.
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;

export interface Answer<Data> {
  readonly data: Data | undefined;
  /** Whether `data` answers an earlier question. */
  readonly stale: boolean;
  /** Whether an answer has been on its way for a while. */
  readonly slow: boolean;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  /** Whether somebody ended the waiting. */
  readonly cancelled: boolean;
  readonly retry: () => void;
  readonly cancel: () => void;
}

/** What `useQuery` gives, as far as it is needed. */
interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly failureReason: unknown;
  readonly isPlaceholderData: boolean;
  readonly isFetching: boolean;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/** `problem`: why it cannot be asked at all. `key` is the query's. */
export function useAnswer<Data>(
  key: QueryKey,
  query: Asked<Data>,
  problem: UserError | undefined,
): Answer<Data> {
  const queryClient = useQueryClient();
  const failure = query.failureReason && query.isFetching ? toUserError(query.failureReason) : undefined;
  const waiting = failure && isTemporary(failure) ? failure : undefined;
  const isWaiting = waiting !== undefined;
  useEffect(() => {
    // The banner knows about it now, not at its next turn.
    if (isWaiting) void queryClient.invalidateQueries({ queryKey: healthOptions().queryKey });
  }, [isWaiting, queryClient]);
  return {
    data: problem ? undefined : query.data,
    stale: query.isPlaceholderData,
    slow: useDelayed(query.isFetching, SLOW_MS),
    error: problem ?? (query.error ? toUserError(query.error) : undefined),
    waiting,
    cancelled: query.isPending && !query.isFetching && !problem,
    retry: () => void query.refetch(),
    cancel: () => void queryClient.cancelQueries({ queryKey: key }),
  };
}

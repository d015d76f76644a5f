// One question of a service screen: its last answer stays on the screen until the next one is there.
import {
  hashKey,
  keepPreviousData,
  type QueryKey,
  type UseQueryOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { randomId } from '#app/lib/core/random-id.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;
/** And this is long enough to cover the last answer with it. */
const SLOWER_MS = 1_000;

export interface Answer<Data> {
  readonly data: Data | undefined;
  /** Whether `data` answers an earlier question. */
  readonly stale: boolean;
  /** Whether an answer has been on its way for a while. */
  readonly slow: boolean;
  /** Whether that while is longer than one waits with an earlier answer before one's eyes. */
  readonly slower: boolean;
  /** Under which the server knows the question. */
  readonly operationId: string;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  /** Whether somebody ended the waiting. */
  readonly cancelled: boolean;
  readonly retry: () => void;
  readonly cancel: () => void;
}

/** `optionsOf` gives the question under an id; the id is not part of its key. `problem`: why it cannot be asked at all. */
export function useAnswer<Data, Key extends QueryKey>(
  optionsOf: (operationId: string) => UseQueryOptions<Data, unknown, Data, Key>,
  problem: UserError | undefined,
): Answer<Data> {
  const queryClient = useQueryClient();
  const { queryKey } = optionsOf('');
  const key = hashKey(queryKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question, another id
  const operationId = useMemo(() => randomId(), [key]);
  const query = useQuery({
    ...optionsOf(operationId),
    enabled: !problem,
    placeholderData: keepPreviousData,
  });
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
    slower: useDelayed(query.isFetching, SLOWER_MS),
    operationId,
    error: problem ?? (query.error ? toUserError(query.error) : undefined),
    waiting,
    // With the answer before in its place a question counts as answered.
    cancelled: (query.isPending || query.isPlaceholderData) && !query.isFetching && !query.error && !problem,
    retry: () => void query.refetch(),
    cancel: () => {
      void queryClient.cancelQueries({ queryKey });
      // Leaving would do; saying so stops the engine even behind a proxy that does not pass the leaving on.
      cancelQuery({ data: { operationId } }).catch(() => undefined);
    },
  };
}

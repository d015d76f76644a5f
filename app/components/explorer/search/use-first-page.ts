// The first page of a search: what a person waits for. The rows of the search before stay on the screen until it is there.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AppError } from '#app/lib/core/errors.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';
import type { PageOptions } from '../rows/use-pages.ts';

interface FirstPageQuestion<Search, Answer> {
  readonly search: Search;
  readonly options: PageOptions<Answer>;
  /** Under which the server knows it. */
  readonly operationId: string;
  /** Why it cannot be asked. */
  readonly problem: AppError | undefined;
}

export interface FirstPage<Search, Answer> {
  /** The search whose rows are on the screen; another one while the asked one is under way. */
  readonly shown: Search | undefined;
  readonly data: Answer | undefined;
  readonly pending: boolean;
  readonly cancelled: boolean;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  readonly cancel: () => void;
}

/** `search` is compared by identity. */
export function useFirstPage<Search, Answer>({
  search,
  options,
  operationId,
  problem,
}: FirstPageQuestion<Search, Answer>): FirstPage<Search, Answer> {
  const queryClient = useQueryClient();
  const first = useQuery({ ...options, enabled: !problem });
  const [shown, setShown] = useState<{ readonly search: Search }>();
  if (first.isSuccess && shown?.search !== search) setShown({ search });

  const failure = problem ?? first.error;
  const waiting = first.failureReason && first.isFetching ? toUserError(first.failureReason) : undefined;
  const restarting = waiting !== undefined && isTemporary(waiting);
  useEffect(() => {
    // The banner knows about it now, not at its next turn.
    if (restarting) void queryClient.invalidateQueries({ queryKey: healthOptions().queryKey });
  }, [restarting, queryClient]);
  return {
    shown: shown?.search,
    data: first.data,
    pending: first.isFetching,
    cancelled: first.isPending && !first.isFetching && !problem,
    error: failure ? toUserError(failure) : undefined,
    waiting: restarting ? waiting : undefined,
    cancel: () => {
      void queryClient.cancelQueries({ queryKey: options.queryKey });
      // Leaving would do; saying so stops the engine even behind a proxy that does not pass the leaving on.
      cancelQuery({ data: { operationId } }).catch(() => undefined);
    },
  };
}

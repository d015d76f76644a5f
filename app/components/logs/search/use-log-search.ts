// Turns the URL's view into a search at fixed points in time, and keeps showing the last answer until the next one.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { resolveRange } from '#app/components/time/range.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { isRelativeTime } from '#app/lib/core/time.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { type LogSearch, logPageOptions, operationOf } from '#app/lib/logs/queries.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';
import type { LogsView } from '../logs-view.ts';

type View = Pick<LogsView, 'q' | 'lang' | 'source' | 'from' | 'to' | 'order'> & {
  /** Columns whose values the server must send. */
  readonly columns: readonly string[];
  /** Whether rows are shown with all their attributes. */
  readonly attributes: boolean;
};

/** The most that the server takes; UTF-16 units. */
const LONGEST_QUERY = 100_000;

interface Frozen {
  readonly key: string;
  /** Which records, without what is shown of them. */
  readonly question: string;
  readonly search: LogSearch;
  /** Why this cannot be searched. */
  readonly problem: AppError | undefined;
}

export interface LogSearchState {
  /** The search that the URL asks for. */
  readonly search: LogSearch;
  /** Whether it can be asked at all; if not, `error` says why. */
  readonly askable: boolean;
  /** The search whose rows are on the screen; another one while the asked one is under way. */
  readonly shown: LogSearch | undefined;
  /** Ids of the first page of `shown`. */
  readonly firstIds: ReadonlySet<string>;
  readonly pending: boolean;
  readonly cancelled: boolean;
  readonly error: UserError | undefined;
  /** Why it is being tried again, while the engine restarts. */
  readonly waiting: UserError | undefined;
  readonly refresh: () => void;
  readonly cancel: () => void;
}

/** `now` is read when the view changes and at each refresh, never in between: pages of one search belong together. */
export function useLogSearch(view: View): LogSearchState {
  const queryClient = useQueryClient();
  const { columns, attributes } = view;
  const key = JSON.stringify([questionOf(view), columns, attributes]);
  const [frozen, setFrozen] = useState(() => freeze(view, key));
  // Another column shows more of the same records: the list stays where it is.
  if (frozen.key !== key)
    setFrozen(
      frozen.question === questionOf(view)
        ? { ...frozen, key, search: { ...frozen.search, columns: [...columns], attributes } }
        : freeze(view, key),
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the view
  const refresh = useCallback(() => setFrozen(freeze(view, key)), [key]);

  const { search, problem } = frozen;
  const options = logPageOptions(search, null);
  const first = useQuery({ ...options, enabled: !problem });
  const [shown, setShown] = useState<LogSearch>();
  if (first.isSuccess && shown !== search) setShown(search);
  const rows = first.data?.rows;
  const firstIds = useMemo(() => new Set(rows?.map(({ id }) => id)), [rows]);

  const failure = problem ?? first.error;
  const waiting = first.failureReason && first.isFetching ? toUserError(first.failureReason) : undefined;
  const restarting = waiting !== undefined && isTemporary(waiting);
  useEffect(() => {
    // The banner knows about it now, not at its next turn.
    if (restarting) void queryClient.invalidateQueries({ queryKey: healthOptions().queryKey });
  }, [restarting, queryClient]);
  return {
    search,
    askable: !problem,
    shown,
    firstIds,
    pending: first.isFetching,
    cancelled: first.isPending && !first.isFetching && !problem,
    error: failure ? toUserError(failure) : undefined,
    waiting: restarting ? waiting : undefined,
    refresh,
    cancel: () => {
      void queryClient.cancelQueries({ queryKey: options.queryKey });
      // Leaving would do; saying so stops the engine even behind a proxy that does not pass the leaving on.
      cancelQuery({ data: { operationId: operationOf(search) } }).catch(() => undefined);
    },
  };
}

function questionOf({ q, lang, source, from, to, order }: View): string {
  return JSON.stringify([q, lang, source, from, to, order]);
}

function freeze(view: View, key: string): Frozen {
  const { q, lang, source, from, to, order, columns, attributes } = view;
  const question = questionOf(view);
  const range =
    q.length > LONGEST_QUERY
      ? new AppError('bad_request', 'The search is longer than 100,000 characters.')
      : resolveRange({ from, to }, Date.now());
  const fixed = (text: string, ms: number) => (isRelativeTime(text) ? new Date(ms).toISOString() : text);
  const common = { query: q, language: lang, source, order, columns: [...columns], attributes };
  if (range instanceof AppError) return { key, question, search: { from, to, ...common }, problem: range };
  const search = { from: fixed(from, range.fromMs), to: fixed(to, range.toMs), ...common };
  return { key, question, search, problem: undefined };
}

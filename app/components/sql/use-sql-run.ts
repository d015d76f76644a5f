// Runs the SQL of the URL: its answer, how it failed, and its cancelling in the engine.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { randomId } from '#app/lib/core/random-id.ts';
import { isTemporary, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { type SqlAnswer, sqlRunOptions } from '#app/lib/query/queries.ts';
import { cancelQuery } from '#app/lib/query/query.functions.ts';

export interface SqlRun {
  /** What was run, and is running, or has run. Undefined: nothing yet. */
  readonly sql: string | undefined;
  readonly operationId: string;
  readonly answer: SqlAnswer | undefined;
  /** The answer is still the one before. */
  readonly stale: boolean;
  readonly error: UserError | undefined;
  /** The engine is away; asked again by itself. */
  readonly waiting: boolean;
  readonly running: boolean;
  readonly cancel: () => void;
  /** Runs the same once more. */
  readonly again: () => void;
}

const CANCELLED: UserError = { code: 'cancelled', message: 'The query was cancelled.' };

/** Follows the SQL of the URL; empty SQL runs nothing. */
export function useSqlRun(sql: string): SqlRun {
  const [turn, setTurn] = useState(0);
  const run = useMemo(() => ({ sql, turn, operationId: randomId() }), [sql, turn]);
  const [cancelled, setCancelled] = useState<typeof run>();
  const isCancelled = cancelled === run;
  const isAsked = sql.trim() !== '' && !isCancelled;
  const query = useQuery({ ...sqlRunOptions(run), enabled: isAsked, placeholderData: (before) => before });
  const { error, failureReason, isFetching, isPlaceholderData } = query;
  const cancel = useCallback(() => {
    setCancelled(run);
    // When it ended by itself meanwhile, there is nothing to cancel.
    void cancelQuery({ data: { operationId: run.operationId } }).catch(() => undefined);
  }, [run]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const failure = error ? toUserError(error) : undefined;
  const running = isFetching && !isCancelled;
  const data = isPlaceholderData && !running ? undefined : query.data;
  return {
    sql: sql.trim() === '' ? undefined : sql,
    operationId: run.operationId,
    answer: data,
    stale: isPlaceholderData,
    error: running ? undefined : isCancelled && !data ? CANCELLED : failure,
    waiting: running && failureReason !== null && isTemporary(toUserError(failureReason)),
    running,
    cancel,
    again,
  };
}

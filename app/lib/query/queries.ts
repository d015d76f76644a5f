// What the SQL screen asks: the answer of one run, and the names that can be completed.
import { queryOptions } from '@tanstack/react-query';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import { getSqlCatalogue, runSql } from './query.functions.ts';
import type { SqlResponse } from './schema.ts';

/** One run of a SQL text; running it again is another one. */
export interface SqlRunKey {
  readonly sql: string;
  readonly turn: number;
  readonly operationId: string;
}

export type SqlAnswer = SqlResponse;

const RETRY_MS = 1_500;
const MOST_RETRIES = 80;
/** Results may be large: one that is not on the screen is forgotten. */
const FORGET_MS = 10_000;

export const sqlRunOptions = ({ sql, turn, operationId }: SqlRunKey) =>
  queryOptions({
    queryKey: ['sql', 'run', sql, turn],
    queryFn: async ({ signal }): Promise<SqlAnswer> => {
      const { rows, totals, ...answer } = await runSql({ data: { sql, operationId }, signal });
      const found = JSON.parse(totals) as unknown[] | null;
      return { ...answer, rows: JSON.parse(rows) as unknown[][], ...(found && { totals: found }) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_MS,
    // While the engine restarts, ask again by itself; every other error is for the person to see.
    retry: (failures, thrown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
    retryDelay: RETRY_MS,
  });

export const sqlCatalogueOptions = () =>
  queryOptions({
    queryKey: ['sql', 'catalogue'],
    queryFn: ({ signal }) => getSqlCatalogue({ data: {}, signal }),
    staleTime: 60_000,
  });

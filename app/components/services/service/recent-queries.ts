// How the newest traces and logs of a service are asked for.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import { searchLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogSearchResponse } from '#app/lib/logs/schema.ts';
import { searchTraces } from '#app/lib/traces/traces.functions.ts';
import type { ServicesRange } from '../common/use-range.ts';

const ROWS = 8;
const MOST_RETRIES = 80;
const common = {
  staleTime: 10_000,
  placeholderData: keepPreviousData,
  /** While the engine restarts, ask again by itself. */
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: 1_500,
} as const;

export const recentTracesOptions = ({ from, to }: ServicesRange, query: string) =>
  queryOptions({
    queryKey: ['services', 'recent-traces', from, to, query],
    queryFn: ({ signal }) => searchTraces({ data: { from, to, query, limit: ROWS }, signal }),
    ...common,
  });

export const recentLogsOptions = ({ from, to }: ServicesRange, query: string) =>
  queryOptions({
    queryKey: ['services', 'recent-logs', from, to, query],
    queryFn: async ({ signal }) => {
      const response = await searchLogs({
        data: { from, to, query, limit: ROWS, columns: [], attributes: false },
        signal,
      });
      return (await response.json()) as LogSearchResponse;
    },
    ...common,
  });

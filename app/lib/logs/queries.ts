// What the log screen asks: pages of rows, their volume over time, and one row by its id.
import { queryOptions } from '@tanstack/react-query';
import { formatNanos } from '#app/lib/core/time.ts';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import { getLogVolume, searchLogs } from './logs.functions.ts';
import { FIRST_PAGE_ROWS, PAGE_ROWS } from './page-math.ts';

/** A search with its range fixed to points in time (RFC 3339), so that all of its pages belong together. */
export interface LogSearch {
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly order: 'desc' | 'asc';
}

/** Pages that nobody looks at are forgotten after this time, and fetched again when scrolled back to. */
const FORGET_PAGE_MS = 20_000;
const RETRY_MS = 1_500;
const MOST_RETRIES = 80;

/** While the engine restarts, ask again by itself; every other error is for the person to see. */
const retryWhileRestarting = {
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: RETRY_MS,
};

/** One page; `cursor` is the `nextCursor` of the page before, null for the first. */
export const logPageOptions = (search: LogSearch, cursor: string | null) =>
  queryOptions({
    queryKey: ['logs', 'page', search, cursor],
    queryFn: ({ signal }) =>
      searchLogs({
        data:
          cursor === null ? { ...search, limit: FIRST_PAGE_ROWS } : { ...search, limit: PAGE_ROWS, cursor },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_PAGE_MS,
    ...retryWhileRestarting,
  });

/** Rows per interval and severity. */
export const logVolumeOptions = ({ from, to, query }: Omit<LogSearch, 'order'>) =>
  queryOptions({
    queryKey: ['logs', 'volume', { from, to, query }],
    queryFn: ({ signal }) => getLogVolume({ data: { from, to, query }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_PAGE_MS,
    ...retryWhileRestarting,
  });

/** How many records of one nanosecond are looked through for a row by its id. */
const SAME_INSTANT_ROWS = 1_000;

/** One row by its id, null when it is no longer stored: for links to a row that is on no loaded page. */
export const logRowOptions = (id: string) =>
  queryOptions({
    queryKey: ['logs', 'row', id],
    queryFn: async ({ signal }) => {
      const timestampNs = idTimestamp(id);
      if (timestampNs === undefined) return null;
      const data = {
        from: formatNanos(timestampNs),
        to: formatNanos(timestampNs + 1n),
        limit: SAME_INSTANT_ROWS,
      };
      const { rows } = await searchLogs({ data, signal });
      return rows.find((row) => row.id === id) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
    ...retryWhileRestarting,
  });

/** An id begins with its record's timestamp in nanoseconds. */
function idTimestamp(id: string): bigint | undefined {
  const match = /^(-?\d{1,19})-/.exec(id);
  return match?.[1] === undefined ? undefined : BigInt(match[1]);
}

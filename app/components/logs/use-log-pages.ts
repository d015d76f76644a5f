// The rows of one search as a list of unknown length. Only the pages around the visible rows are held; of the others
// just the cursor is remembered, so a million rows cost a few thousand short texts.
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { pageOf, pageStart, pagesAround, type VisibleRows } from '#app/lib/logs/page-math.ts';
import { type LogSearch, logPageOptions } from '#app/lib/logs/queries.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';

/** Empty rows that stand for the page that is being fetched. */
const PLACEHOLDER_ROWS = 20;

interface Chain {
  readonly search: LogSearch | undefined;
  /** Where each known page begins. */
  readonly cursors: readonly (string | null)[];
  /** All rows of the search, once the last page has been seen. */
  readonly total: number | undefined;
}

export interface LogPages {
  /** Rows so far, with placeholders at the end while there are more. */
  readonly count: number;
  /** Rows known to exist. */
  readonly known: number;
  /** Whether the last page has been seen. */
  readonly complete: boolean;
  /** Undefined while its page is on the way. */
  readonly row: (index: number) => LogRow | undefined;
  /** The index of a row in the pages that are held. */
  readonly indexOf: (id: string) => number | undefined;
  readonly error: UserError | undefined;
  readonly retry: () => void;
  /** Cost of the first page. */
  readonly statistics: { readonly elapsedMs: number; readonly rowsRead: number } | undefined;
}

export function useLogPages(search: LogSearch | undefined, visible: VisibleRows): LogPages {
  const [state, setChain] = useState<Chain>(() => begin(search));
  const chain = state.search === search ? state : begin(search);
  const wanted = pagesAround(visible, chain.cursors.length);
  const results = useQueries({
    queries: search ? wanted.map((page) => logPageOptions(search, chain.cursors[page] ?? null)) : [],
  });
  const held = new Map(wanted.map((page, position) => [page, results[position]]));
  const next = extend(chain, held.get(chain.cursors.length - 1)?.data);
  if (next !== state) setChain(next);

  const known = next.total ?? pageStart(next.cursors.length - 1);
  const failed = results.find((result) => result.isError);
  return {
    known,
    count: next.total ?? (search ? known + PLACEHOLDER_ROWS : 0),
    complete: next.total !== undefined,
    row: (index) => held.get(pageOf(index))?.data?.rows[index - pageStart(pageOf(index))],
    indexOf: (id) => {
      for (const [page, result] of held) {
        const position = result?.data?.rows.findIndex((row) => row.id === id) ?? -1;
        if (position >= 0) return pageStart(page) + position;
      }
      return undefined;
    },
    error: failed ? toUserError(failed.error) : undefined,
    retry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
    statistics: held.get(0)?.data?.statistics,
  };
}

function begin(search: LogSearch | undefined): Chain {
  return { search, cursors: [null], total: undefined };
}

/** The chain with what the answer for its last page says: where the next page begins, or that there is none. */
function extend(
  chain: Chain,
  last: { readonly rows: readonly LogRow[]; readonly nextCursor: string | null } | undefined,
): Chain {
  if (!last || chain.total !== undefined) return chain;
  if (last.nextCursor !== null) return { ...chain, cursors: [...chain.cursors, last.nextCursor] };
  return { ...chain, total: pageStart(chain.cursors.length - 1) + last.rows.length };
}

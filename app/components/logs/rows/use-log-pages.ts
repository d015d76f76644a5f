// The rows of one search as a list of unknown length. Only the pages around the visible rows are held; of the others
// just the cursor is remembered, so a million rows cost a few thousand short texts.
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { toUserError } from '#app/lib/core/user-error.ts';
import { pageOf, pagesAround, type VisibleRows } from '#app/lib/logs/page-math.ts';
import { type LogSearch, logPageOptions } from '#app/lib/logs/queries.ts';
import type { LogSearchResponse } from '#app/lib/logs/schema.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import type { RowList } from './row-list.ts';

/** Empty rows that stand for the page that is being fetched. */
const PLACEHOLDER_ROWS = 20;

export interface LogPages extends RowList {
  /** What the first page says besides its rows. */
  readonly answer: Pick<LogSearchResponse, 'statistics' | 'unknownFields' | 'hint'> | undefined;
  /** Why the list ends before the range does, if so. */
  readonly partial: Partial | undefined;
  /** Searches on where it stopped; undefined when there is nothing to go on from. */
  readonly resume: (() => void) | undefined;
  /** Whether two places of the list need the same pages. */
  readonly samePages: (one: VisibleRows, other: VisibleRows) => boolean;
}

export function useLogPages(search: LogSearch | undefined, visible: VisibleRows): LogPages {
  const [state, setChain] = useState<Chain>(() => begin(search));
  const chain = state.search === search ? state : begin(search);
  const wanted = pagesAround(visible, chain.starts);
  const results = useQueries({
    queries: search ? wanted.map((page) => logPageOptions(search, chain.cursors[page] ?? null)) : [],
  });
  const held = new Map(wanted.map((page, position) => [page, results[position]]));
  const next = extend(chain, held.get(chain.cursors.length - 1)?.data);
  if (next !== state) setChain(next);

  const { starts, cursors, total, stop } = next;
  const known = total ?? starts.at(-1) ?? 0;
  const complete = total !== undefined;
  const failed = results.find((result) => result.isError);
  return {
    known,
    head: 0,
    count: complete || !search ? known : known + PLACEHOLDER_ROWS,
    complete,
    row: (index) => {
      const page = pageOf(index, starts);
      return held.get(page)?.data?.rows[index - (starts[page] ?? 0)];
    },
    indexOf: (id) => {
      for (const [page, result] of held) {
        const position = result?.data?.rows.findIndex((row) => row.id === id) ?? -1;
        if (position >= 0) return (starts[page] ?? 0) + position;
      }
      return undefined;
    },
    error: failed ? toUserError(failed.error) : undefined,
    retry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
    samePages: (one, other) => {
      const [pages, others] = [pagesAround(one, starts), pagesAround(other, starts)];
      return pages[0] === others[0] && pages.length === others.length;
    },
    answer: held.get(0)?.data,
    partial: stop?.partial,
    resume:
      stop && stop.cursor !== null
        ? () =>
            setChain({
              search,
              starts: [...starts, known],
              cursors: [...cursors, stop.cursor],
              total: undefined,
              stop: undefined,
            })
        : undefined,
  };
}

interface Chain {
  readonly search: LogSearch | undefined;
  /** Where each known page begins, for the server, */
  readonly cursors: readonly (string | null)[];
  /** and as the index of its first row. */
  readonly starts: readonly number[];
  /** All rows of the search, once the last page has been seen; those found so far when it stopped at a limit. */
  readonly total: number | undefined;
  readonly stop: { readonly partial: Partial; readonly cursor: string | null } | undefined;
}

function begin(search: LogSearch | undefined): Chain {
  return { search, cursors: [null], starts: [0], total: undefined, stop: undefined };
}

/** The chain with what the answer for its last page says: where the next page begins, that there is none, or a limit. */
function extend(
  chain: Chain,
  last: Pick<LogSearchResponse, 'rows' | 'nextCursor' | 'partial'> | undefined,
): Chain {
  if (!last || chain.total !== undefined) return chain;
  const rows = (chain.starts.at(-1) ?? 0) + last.rows.length;
  // A person decides whether a search that has used up its time goes on.
  if (last.partial)
    return { ...chain, total: rows, stop: { partial: last.partial, cursor: last.nextCursor } };
  if (last.nextCursor === null) return { ...chain, total: rows };
  return { ...chain, cursors: [...chain.cursors, last.nextCursor], starts: [...chain.starts, rows] };
}

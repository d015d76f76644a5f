// The rows of one search as a list of unknown length. Only the pages around the visible rows are held; of the others
// just the cursor is remembered, so a million rows cost a few thousand short texts.
import { type QueryKey, type UseQueryOptions, useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { toUserError } from '#app/lib/core/user-error.ts';
import { pageOf, pagesAround, type VisibleRows } from '#app/lib/logs/page-math.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import type { RowList } from './row-list.ts';

/** Empty rows that stand for the page that is being fetched. */
const PLACEHOLDER_ROWS = 20;

/** What every answer with a page of rows says. */
export interface Page {
  readonly nextCursor: string | null;
  readonly partial: Partial | null;
}

/** How one page is asked for. */
export type PageOptions<Answer> = UseQueryOptions<Answer, Error, Answer, QueryKey>;

/** How the pages of a kind of search are asked for and read. Make it once: it is compared by identity. */
export interface PageSource<Search, Answer extends Page, Row> {
  /** `cursor` is null for the first page. */
  options(search: Search, cursor: string | null): PageOptions<Answer>;
  readonly rows: (answer: Answer) => readonly Row[];
  readonly id: (row: Row) => string;
  /** Rows held before and after those on the screen; as many as suit short rows unless given. */
  readonly around?: { readonly before: number; readonly after: number };
}

export interface Pages<Answer, Row> extends RowList<Row> {
  /** What the first page says besides its rows. */
  readonly answer: Answer | undefined;
  /** Why the list ends before the range does, if so. */
  readonly partial: Partial | undefined;
  /** Searches on where it stopped; undefined when there is nothing to go on from. */
  readonly resume: (() => void) | undefined;
  /** Whether two places of the list need the same pages. */
  readonly samePages: (one: VisibleRows, other: VisibleRows) => boolean;
  /** What to begin with when the same list is shown again. */
  readonly chain: PageChain;
}

/** Which pages of a search are known. */
export interface PageChain {
  /** Where each known page begins, for the server, */
  readonly cursors: readonly (string | null)[];
  /** and as the index of its first row. */
  readonly starts: readonly number[];
  /** All rows of the search, once the last page has been seen; those found so far when it stopped at a limit. */
  readonly total: number | undefined;
  readonly stop: { readonly partial: Partial; readonly cursor: string | null } | undefined;
}

const BEGINNING: PageChain = { cursors: [null], starts: [0], total: undefined, stop: undefined };

/** `search` is compared by identity; `before` is the chain of a search when it was shown earlier. */
export function usePages<Search, Answer extends Page, Row>(
  source: PageSource<Search, Answer, Row>,
  search: Search | undefined,
  visible: VisibleRows,
  before?: { readonly search: Search; readonly chain: PageChain },
): Pages<Answer, Row> {
  const begin = () => (before && before.search === search ? before.chain : BEGINNING);
  const [state, setState] = useState(() => ({ search, chain: begin() }));
  const chain = state.search === search ? state.chain : begin();
  const wanted = pagesAround(visible, chain.starts, source.around);
  const results = useQueries({
    queries:
      search === undefined ? [] : wanted.map((page) => source.options(search, chain.cursors[page] ?? null)),
  });
  const held = new Map(wanted.map((page, position) => [page, results[position]]));
  const rowsOf = (page: number): readonly Row[] | undefined => {
    const data = held.get(page)?.data;
    return data && source.rows(data);
  };
  const next = extend(
    chain,
    held.get(chain.cursors.length - 1)?.data,
    rowsOf(chain.cursors.length - 1)?.length,
  );
  if (next !== state.chain || state.search !== search) setState({ search, chain: next });

  const { starts, cursors, total, stop } = next;
  const known = total ?? starts.at(-1) ?? 0;
  const complete = total !== undefined;
  const failed = results.find((result) => result.isError);
  return {
    known,
    head: 0,
    count: complete || search === undefined ? known : known + PLACEHOLDER_ROWS,
    complete,
    row: (index) => {
      const page = pageOf(index, starts);
      return rowsOf(page)?.[index - (starts[page] ?? 0)];
    },
    indexOf: (id) => {
      for (const page of held.keys()) {
        const position = rowsOf(page)?.findIndex((row) => source.id(row) === id) ?? -1;
        if (position >= 0) return (starts[page] ?? 0) + position;
      }
      return undefined;
    },
    error: failed ? toUserError(failed.error) : undefined,
    retry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
    samePages: (one, other) => {
      const [pages, others] = [
        pagesAround(one, starts, source.around),
        pagesAround(other, starts, source.around),
      ];
      return pages[0] === others[0] && pages.length === others.length;
    },
    answer: held.get(0)?.data,
    partial: stop?.partial,
    resume:
      stop && stop.cursor !== null
        ? () =>
            setState({
              search,
              chain: {
                starts: [...starts, known],
                cursors: [...cursors, stop.cursor],
                total: undefined,
                stop: undefined,
              },
            })
        : undefined,
    chain: next,
  };
}

/** The chain with what the answer for its last page says: where the next page begins, that there is none, or a limit. */
function extend(chain: PageChain, last: Page | undefined, length: number | undefined): PageChain {
  if (!last || length === undefined || chain.total !== undefined) return chain;
  const rows = (chain.starts.at(-1) ?? 0) + length;
  // A person decides whether a search that has used up its time goes on.
  if (last.partial)
    return { ...chain, total: rows, stop: { partial: last.partial, cursor: last.nextCursor } };
  if (last.nextCursor === null) return { ...chain, total: rows };
  return { ...chain, cursors: [...chain.cursors, last.nextCursor], starts: [...chain.starts, rows] };
}

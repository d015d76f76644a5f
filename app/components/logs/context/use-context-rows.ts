// The records around one, in order of time, loaded further in both directions as one scrolls.
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { RowList } from '#app/components/explorer/rows/row-list.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import type { VisibleRows } from '#app/lib/logs/page-math.ts';
import { logContextOptions } from '#app/lib/logs/queries.ts';
import type { LogContextResponse, LogRow } from '#app/lib/logs/schema.ts';
import type { Around } from './around.ts';

/** Rows on each side at first, and in each later step. */
const FIRST_ROWS = 50;
const STEP_ROWS = 200;
/** More is loaded when this near to an end. */
const NEAR_ROWS = 30;

interface Step {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

export interface ContextRows extends RowList<LogRow> {
  readonly isPending: boolean;
  readonly onVisible: (rows: VisibleRows) => void;
}

export function useContextRows(id: string, source: string, { query, language }: Around): ContextRows {
  const client = useQueryClient();
  const answer = useInfiniteQuery<
    LogContextResponse,
    Error,
    InfiniteData<LogContextResponse, Step>,
    readonly unknown[],
    Step
  >({
    queryKey: ['logs', 'around', source, query, language, id],
    queryFn: ({ pageParam }) =>
      client.fetchQuery(logContextOptions({ ...pageParam, source, query, language })),
    initialPageParam: { id, before: FIRST_ROWS, after: FIRST_ROWS },
    getPreviousPageParam: (page, _, step) => {
      const first = page.rows[0];
      return first && page.hasBefore && step.before > 0
        ? { id: first.id, before: STEP_ROWS, after: 0 }
        : undefined;
    },
    getNextPageParam: (page, _, step) => {
      const last = page.rows.at(-1);
      return last && page.hasAfter && step.after > 0
        ? { id: last.id, before: 0, after: STEP_ROWS }
        : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const { data, error, hasPreviousPage, hasNextPage, isFetching, fetchPreviousPage, fetchNextPage } = answer;
  const { rows, head } = useMemo(() => join(data), [data]);
  const onVisible = useCallback(
    ({ first, last }: VisibleRows) => {
      if (isFetching) return;
      if (hasPreviousPage && first < NEAR_ROWS) void fetchPreviousPage();
      else if (hasNextPage && last > rows.length - NEAR_ROWS) void fetchNextPage();
    },
    [isFetching, hasPreviousPage, hasNextPage, fetchPreviousPage, fetchNextPage, rows.length],
  );
  const indexes = useMemo(() => new Map(rows.map((row, at) => [row.id, at])), [rows]);
  return {
    count: rows.length,
    known: rows.length,
    head,
    complete: data !== undefined && !hasNextPage && !hasPreviousPage,
    row: (index) => rows[index],
    indexOf: (rowId) => indexes.get(rowId),
    error: error ? toUserError(error) : undefined,
    retry: () => void answer.refetch(),
    isPending: answer.isPending,
    onVisible,
  };
}

/** One list; each step but the first repeats the row that it begins or ends with. */
function join(data: InfiniteData<LogContextResponse, Step> | undefined): {
  readonly rows: readonly LogRow[];
  readonly head: number;
} {
  if (!data) return { rows: [], head: 0 };
  const parts = data.pages.map(({ rows }, at) => {
    const step = data.pageParams[at];
    if (step?.after === 0) return rows.slice(0, -1);
    return step?.before === 0 ? rows.slice(1) : rows;
  });
  const first = data.pageParams.findIndex((step) => step.before > 0 && step.after > 0);
  return { rows: parts.flat(), head: parts.slice(0, first).reduce((sum, part) => sum + part.length, 0) };
}

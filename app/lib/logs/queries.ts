// What the log screen asks: pages of rows, sums over time, values of fields, and one row with those around it.
import { queryOptions } from '@tanstack/react-query';
import { randomId } from '#app/lib/core/random-id.ts';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import { aggregateLogs, completeLogValues, listLogFields, logsAround, searchLogs } from './logs.functions.ts';
import { FIRST_PAGE_ROWS, PAGE_ROWS } from './page-math.ts';
import type { LogSearchResponse } from './schema.ts';

/** A search with its range fixed to points in time (RFC 3339), so that all of its pages belong together. */
export interface LogSearch {
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
  readonly source: string;
  readonly order: 'desc' | 'asc';
  /** Fields whose values come in `columns` of each row. */
  readonly columns: readonly string[];
  /** false: rows come without attributes and scope, which `logRowOptions` gives for one row. */
  readonly attributes?: boolean;
  /** false: rows come without the ids of trace and span. */
  readonly ids?: boolean;
}

/** Which rows, without their order and columns. */
type LogSelection = Pick<LogSearch, 'from' | 'to' | 'query' | 'language' | 'source'>;

/** What nobody looks at is forgotten after this time, and fetched again when it is needed again. */
const FORGET_MS = 20_000;
const RETRY_MS = 1_500;
const MOST_RETRIES = 80;

const common = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: FORGET_MS,
  /** While the engine restarts, ask again by itself; every other error is for the person to see. */
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: RETRY_MS,
};

const operations = new WeakMap<LogSearch, string>();

/** The name of a search's first page for `/api/v1/queries/{id}`: its progress, and a cancel that stops the engine. */
export function operationOf(search: LogSearch): string {
  let id = operations.get(search);
  if (id === undefined) {
    id = randomId();
    operations.set(search, id);
  }
  return id;
}

/** One page; `cursor` is the `nextCursor` of the page before, null for the first. */
export const logPageOptions = (search: LogSearch, cursor: string | null) =>
  queryOptions({
    queryKey: ['logs', 'page', search, cursor],
    queryFn: async ({ signal }) => {
      const data = { ...search, columns: [...search.columns] };
      const page =
        cursor === null
          ? { limit: FIRST_PAGE_ROWS, operationId: operationOf(search) }
          : { limit: PAGE_ROWS, cursor };
      const response = await searchLogs({ data: { ...data, ...page }, signal });
      return (await response.json()) as LogSearchResponse;
    },
    // A page is never read twice: comparing its rows with those before would find nothing.
    structuralSharing: false,
    ...common,
  });

interface LogAggregateQuestion {
  readonly groupBy: readonly string[];
  /** `auto` unless given. */
  readonly interval?: string;
  /** `count` unless given. */
  readonly aggregate?: string;
  /** Series, 20 unless given. */
  readonly limit?: number;
}

/** Counts or other aggregates over time, by groups. */
export const logAggregateOptions = (search: LogSelection, { groupBy, ...rest }: LogAggregateQuestion) => {
  const question = { ...selected(search), ...rest, groupBy: [...groupBy] };
  return queryOptions({
    queryKey: ['logs', 'aggregate', question],
    queryFn: ({ signal }) => aggregateLogs({ data: question, signal }),
    ...common,
  });
};

/** Which fields there are. */
export const logFieldsOptions = ({ from, to, source }: Pick<LogSearch, 'from' | 'to' | 'source'>) =>
  queryOptions({
    queryKey: ['logs', 'fields', { from, to, source }],
    queryFn: ({ signal }) => listLogFields({ data: { from, to, source }, signal }),
    ...common,
  });

/** Completion of one field's values, whatever the search. */
export const logValuesOptions = (
  { from, to, source }: Pick<LogSearch, 'from' | 'to' | 'source'>,
  field: string,
  prefix: string,
) =>
  queryOptions({
    queryKey: ['logs', 'values', { from, to, source }, field, prefix],
    queryFn: ({ signal }) => completeLogValues({ data: { from, to, source, field, prefix }, signal }),
    ...common,
  });

interface LogContextQuestion {
  readonly id: string;
  readonly source: string;
  /** Only rows that match are shown around the row: those of its stream. */
  readonly query: string;
  readonly language?: 'lucene' | 'sql';
  readonly before: number;
  readonly after: number;
}

/** A row with those before and after it. To load more, ask again with the first or last row's id. */
export const logContextOptions = (question: LogContextQuestion) =>
  queryOptions({
    queryKey: ['logs', 'context', question],
    queryFn: ({ signal }) => logsAround({ data: question, signal }),
    ...common,
  });

/** One row by its id, null when it is no longer stored: for links to a row that is on no loaded page. */
export const logRowOptions = (id: string, source: string) =>
  queryOptions({
    queryKey: ['logs', 'row', source, id],
    queryFn: async ({ signal }) => {
      try {
        const { rows } = await logsAround({ data: { id, source, before: 0, after: 0 }, signal });
        return rows[0] ?? null;
      } catch (error) {
        if (toUserError(error).code === 'not_found' || toUserError(error).code === 'bad_request') return null;
        throw error;
      }
    },
    ...common,
  });

function selected({ from, to, query, language, source }: LogSelection): LogSelection {
  return { from, to, query, language, source };
}

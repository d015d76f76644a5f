// Pages of log records: any source, in order of time, no row twice and none missing.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { clickHouseCode } from '#app/lib/clickhouse/error-code.ts';
import { formatNanos, parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { hintForNothing } from '#app/lib/reading/hint.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import { firstWindow, growingWindows, type WindowResult } from '#app/lib/reading/windows.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import {
  type LogColumn,
  type LogCountRow,
  type LogParts,
  type LogPlaceRow,
  type LogPosition,
  type LogRecordRow,
  type LogRows,
  type LogSizeRow,
  logPlaceQuery,
  logRowsQuery,
  logSameQuery,
  logSizesQuery,
  type Order,
} from '#app/lib/telemetry/logs.ts';
import { type Cursor, decodeCursor, encodeCursor, rangeBehind } from './cursor.ts';
import { rowSize, toLogRow } from './rows.ts';
import type { LogSearchRequest, LogSearchResponse } from './schema.ts';

/** A page ends early rather than be larger: it has to fit into the memory of a browser, and of ours many times. */
const MAX_PAGE_BYTES = 8 * 1024 ** 2;

/**
 * One page of rows that match, in order of time. Pages of one search never repeat or miss a row that was stored
 * before the search began, equal timestamps included. A page of large rows has fewer of them than asked for, and so has one
 * that a limit ended: it says which, and the next page goes on from there. A limit before the first row is an error.
 */
export function searchLogs(
  reader: SourceReader,
  tenant: Tenant,
  request: LogSearchRequest,
  signal?: AbortSignal,
): Promise<LogSearchResponse> {
  return reading(reader, tenant, 'logs.search', request, signal, async (question) => {
    const { source } = question;
    const cursor = request.cursor === undefined ? undefined : decodeCursor(request.cursor);
    const range = cursor?.range ?? parseTimeRange(request.from, request.to, question.nowMs);
    const columns = request.columns.map((name) => ({ name, text: resolveField(name, source).text }));
    const { condition, tree, unknownFields } = await searchCondition(request, question);
    const { order, limit, attributes, ids } = request;
    const parts = { attributes, ids };
    const page = await readPage(question, { order, limit, condition, range, cursor, columns, parts });
    const isEmpty = page.rows.length === 0 && cursor === undefined;
    return {
      rows: page.rows.map((row) => toLogRow(row, columns)),
      nextCursor:
        page.next &&
        encodeCursor({ after: page.next, range, paceNs: paceOf(page.next, cursor, range, order) }),
      partial: page.partial,
      unknownFields,
      hint: isEmpty ? hintForNothing(tree, unknownFields, source) : null,
      statistics: question.statistics,
    };
  });
}

interface PageRequest {
  readonly order: Order;
  readonly limit: number;
  readonly condition: Fragment;
  readonly range: TimeRange;
  readonly cursor: Cursor | undefined;
  readonly columns: readonly LogColumn[];
  readonly parts: LogParts;
}

interface Page {
  readonly rows: readonly LogRecordRow[];
  /** Null when there are no more rows. */
  readonly next: Cursor['after'] | null;
  readonly partial: Partial | null;
}

/** The next rows behind a place, or the first ones of the range. */
export async function readPage(question: Reading, page: PageRequest): Promise<Page> {
  const { order, limit, condition, range, cursor, columns, parts } = page;
  const after = cursor?.after.id === null ? undefined : cursor?.after;
  const skip = after === undefined ? 0 : await rowsToSkip(question, condition, after);
  const searched = cursor === undefined ? range : rangeBehind(cursor, order);
  const rows: LogRecordRow[] = [];
  let bytesLeft = MAX_PAGE_BYTES;
  let last: WindowResult = { rowsRead: 0, found: 0, missing: limit };
  for (const window of growingWindows(searched, order, () => last, firstWindow(cursor?.paceNs))) {
    const { rowsRead } = question.statistics;
    let found: WindowRows;
    try {
      found = await readWindow(question, {
        rows: { range: window, condition, order, after },
        limit: limit + 1 - rows.length,
        // Only the first window has the row that the page before ended with.
        offset: hasPlace(window, after) ? skip : 0,
        columns,
        parts,
        maxBytes: bytesLeft,
        isFirst: rows.length === 0,
      });
    } catch (error) {
      const partial = partialOf(error);
      // As much time as the page before took may be more than a limit lets be read at once.
      if (partial && partial.limit !== 'time' && rows.length === 0 && cursor?.paceNs !== undefined)
        return readPage(question, { ...page, cursor: { ...cursor, paceNs: undefined } });
      if (partial === undefined || rows.length === 0) throw error;
      const timestampNs = order === 'desc' ? window.toNs : window.fromNs;
      const next = { timestampNs, id: null };
      return { rows, next, partial: { ...partial, searchedTo: formatNanos(timestampNs) } };
    }
    rows.push(...found.rows);
    for (const row of found.rows) bytesLeft -= rowSize(row);
    last = {
      rowsRead: question.statistics.rowsRead - rowsRead,
      found: found.rows.length,
      missing: limit + 1 - rows.length,
    };
    if (!found.isCut && last.missing > 0) continue;
    const shown = rows.slice(0, limit);
    const end = shown.at(-1);
    if (end) return { rows: shown, next: placeOf(shown, end, after), partial: null };
  }
  return { rows, next: null, partial: null };
}

/** The time from the beginning of a page to its end. */
function paceOf(next: Cursor['after'], cursor: Cursor | undefined, range: TimeRange, order: Order): bigint {
  const start = cursor?.after.timestampNs ?? (order === 'desc' ? range.toNs : range.fromNs);
  return order === 'desc' ? start - next.timestampNs : next.timestampNs - start;
}

/** Where a page ended: at its last row, of which there may be more with the same timestamp and id. */
function placeOf(
  rows: readonly LogRecordRow[],
  last: LogRecordRow,
  after: LogPosition | undefined,
): LogPosition {
  const timestampNs = BigInt(last.ts);
  const id = BigInt(last.id);
  let same = 0;
  while (same < rows.length && isSame(rows[rows.length - 1 - same], last)) same += 1;
  const isStill = same === rows.length && after?.timestampNs === timestampNs && after.id === id;
  return { timestampNs, id, skip: same + (isStill ? after.skip : 0) };
}

function isSame(one: LogRecordRow | undefined, other: LogRecordRow): boolean {
  return one?.ts === other.ts && one.id === other.id;
}

function hasPlace({ fromNs, toNs }: TimeRange, after: LogPosition | undefined): boolean {
  return after !== undefined && fromNs <= after.timestampNs && after.timestampNs < toNs;
}

/** How many rows of exactly the cursor's place have been shown. Some may be gone: a table can merge identical rows. */
async function rowsToSkip(question: Reading, condition: Fragment, after: LogPosition): Promise<number> {
  if (question.source.rowIdIsArrival) return 0;
  const [same] = await question.query<LogCountRow>(logSameQuery(question.source, condition, after));
  return Math.min(after.skip, Number(same?.count ?? 0));
}

interface WindowRequest {
  readonly rows: LogRows;
  readonly limit: number;
  readonly offset: number;
  readonly columns: readonly LogColumn[];
  readonly parts: LogParts;
  readonly maxBytes: number;
  /** Whether the page has no row yet: then it gets one, however large. */
  readonly isFirst: boolean;
}

interface WindowRows {
  readonly rows: readonly LogRecordRow[];
  /** Whether rows were left out for their size. */
  readonly isCut: boolean;
}

/**
 * The rows of one window. The engine refuses a result that is too large, which costs nothing when it is not; then the sizes
 * are asked for first, and as many rows as fit.
 */
async function readWindow(question: Reading, request: WindowRequest): Promise<WindowRows> {
  const { limit, offset, columns, parts, maxBytes } = request;
  const rows = await narrowed(question, request);
  try {
    const found = await question.query<LogRecordRow>(
      logRowsQuery(question.source, rows, { limit, offset, columns, parts }),
      {
        max_result_bytes: Math.max(1, maxBytes),
        result_overflow_mode: 'throw',
        // Or the refusal comes when part of the answer is on its way, as a connection that breaks.
        wait_end_of_query: 1,
      },
    );
    return { rows: found, isCut: false };
  } catch (error) {
    if (!isTooLarge(error)) throw error;
  }
  const sizes = await question.query<LogSizeRow>(logSizesQuery(question.source, rows, { limit, offset }), {
    // So that texts are measured as they are read, and never all held at once.
    query_plan_optimize_lazy_materialization: 0,
    query_plan_execute_functions_after_sorting: 0,
  });
  const fitting = rowsThatFit(sizes, maxBytes, request.isFirst);
  if (fitting === 0) return { rows: [], isCut: true };
  const page = logRowsQuery(question.source, rows, { limit: fitting, offset, columns, parts });
  return { rows: await question.query<LogRecordRow>(page), isCut: fitting < sizes.length };
}

/**
 * The same rows in a range that ends with the last of them. Where the id of a row is made of all its columns, only rows
 * that are close to the page should have to be read for it.
 */
async function narrowed(question: Reading, { rows, limit, offset }: WindowRequest): Promise<LogRows> {
  if (question.source.rowIdIsArrival) return rows;
  const [end] = await question.query<LogPlaceRow>(logPlaceQuery(question.source, rows, limit + offset));
  if (end === undefined) return rows;
  const at = BigInt(end.ts);
  const range = rows.order === 'desc' ? { ...rows.range, fromNs: at } : { ...rows.range, toNs: at + 1n };
  return { ...rows, range };
}

function rowsThatFit(sizes: readonly LogSizeRow[], maxBytes: number, isFirst: boolean): number {
  let bytes = 0;
  const cut = sizes.findIndex(({ size }, index) => {
    bytes += Number(size);
    return bytes > maxBytes && !(isFirst && index === 0);
  });
  return cut < 0 ? sizes.length : cut;
}

/** Codes of ClickHouse: the result, or what it takes to make it, is too large. */
const TOO_LARGE = new Set(['396', '241']);

function isTooLarge(error: unknown): boolean {
  return TOO_LARGE.has(clickHouseCode(error) ?? '');
}

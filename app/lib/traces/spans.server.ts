// Pages of single spans that match, newest or slowest first: no span twice and none missing.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { formatNanos, parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { hintForNothing } from '#app/lib/reading/hint.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import type { Partial } from '#app/lib/reading/schema.ts';
import { firstWindow, growingWindows, type WindowResult } from '#app/lib/reading/windows.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import { type LogPlaceRow, logPlaceQuery } from '#app/lib/telemetry/logs.ts';
import {
  type SpanListRow,
  type SpanPlace,
  type SpanRows,
  type SpanSort,
  spanListQuery,
  spansAtPlaceQuery,
} from '#app/lib/telemetry/traces.ts';
import { decodeSpanCursor, encodeSpanCursor, type SpanCursor } from './cursor.ts';
import { toSpanRow } from './rows.ts';
import type { SpanSearchRequest, SpanSearchResponse } from './schema.ts';

/**
 * One page of spans that match. A page that a limit ended says which, and the next one goes on from there; a limit before
 * the first span is an error.
 */
export function searchSpans(
  reader: SourceReader,
  tenant: Tenant,
  request: SpanSearchRequest,
  signal?: AbortSignal,
): Promise<SpanSearchResponse> {
  return reading(reader, tenant, 'traces.spans', request, signal, async (question) => {
    const { sort, limit } = request;
    const cursor = request.cursor === undefined ? undefined : decodeSpanCursor(request.cursor, sort);
    const range = cursor?.range ?? parseTimeRange(request.from, request.to, question.nowMs);
    const { condition, tree, unknownFields } = await searchCondition(request, question);
    const readPage = sort === 'newest' ? newestSpans : slowestSpans;
    const page = await readPage(question, { range, condition, limit, cursor });
    const isEmpty = page.rows.length === 0 && cursor === undefined;
    return {
      spans: page.rows.map(toSpanRow),
      nextCursor: page.next && encodeSpanCursor({ sort, range, ...page.next }),
      partial: page.partial,
      unknownFields,
      hint: isEmpty ? hintForNothing(tree, unknownFields, question.source) : null,
      statistics: question.statistics,
    };
  });
}

interface PageRequest extends SpanRows {
  readonly condition: Fragment;
  readonly limit: number;
  readonly cursor: SpanCursor | undefined;
}

interface Page {
  readonly rows: readonly SpanListRow[];
  readonly next: Pick<SpanCursor, 'after' | 'timestampNs' | 'paceNs'> | null;
  readonly partial: Partial | null;
}

async function slowestSpans(question: Reading, request: PageRequest): Promise<Page> {
  const { range, condition, limit, cursor } = request;
  const after = cursor?.after ?? undefined;
  const offset = after ? await rowsToSkip(question, { range, condition }, after) : 0;
  const statement = spanListQuery(
    question.source,
    { range, condition, sort: 'slowest', isExact: true, after },
    { limit: limit + 1, offset },
  );
  return pageOf(await question.query<SpanListRow>(statement), request, 'slowest', null);
}

async function newestSpans(question: Reading, request: PageRequest): Promise<Page> {
  const { range, condition, limit, cursor } = request;
  const after = cursor?.after ?? undefined;
  const skip = after ? await rowsToSkip(question, { range, condition }, after) : 0;
  const toNs = cursor === undefined ? range.toNs : cursor.timestampNs + (after ? 1n : 0n);
  const rows: SpanListRow[] = [];
  let last: WindowResult = { rowsRead: 0, found: 0, missing: limit };
  for (const window of growingWindows({ ...range, toNs }, 'desc', () => last, firstWindow(cursor?.paceNs))) {
    const { rowsRead } = question.statistics;
    const missing = limit + 1 - rows.length;
    let found: readonly SpanListRow[];
    try {
      found = await readWindow(question, { range: window, condition, after, skip }, missing);
    } catch (error) {
      const partial = rows.length > 0 ? partialOf(error) : undefined;
      if (partial === undefined) throw error;
      const next = { after: null, timestampNs: window.toNs, paceNs: undefined };
      return { rows, next, partial: { ...partial, searchedTo: formatNanos(window.toNs) } };
    }
    rows.push(...found);
    last = {
      rowsRead: question.statistics.rowsRead - rowsRead,
      found: found.length,
      missing: limit + 1 - rows.length,
    };
    if (last.missing <= 0) break;
  }
  return pageOf(rows, request, 'newest', null);
}

interface Window extends SpanRows {
  readonly after: SpanPlace | undefined;
  readonly skip: number;
}

/** The rows of a window behind the place, in order. */
async function readWindow(question: Reading, window: Window, limit: number): Promise<readonly SpanListRow[]> {
  const { source } = question;
  const { range, condition, after } = window;
  // Only the first window has the place, whose spans were listed.
  const isFirst = after !== undefined && hasTime(range, after.timestampNs);
  // A table of somebody else may have times of whole seconds, of which many are the same.
  if (isFirst || source.rollups === undefined) return readPlaced(question, window, isFirst, limit);
  const rows = { range, condition, sort: 'newest', isExact: false } as const;
  const found = await question.query<SpanListRow>(
    spanListQuery(source, rows, { limit: limit + 1, offset: 0 }),
  );
  // Among spans of one time the order is a chance: the last one tells whether it may have decided which of them are here.
  const isCut = found.length > limit && found.at(-1)?.ts === found.at(-2)?.ts;
  return isCut ? readPlaced(question, window, isFirst, limit) : found.slice(0, limit).sort(byPlace);
}

/** The times of the rows are found first: only of those that are on the page is the rest read. */
async function readPlaced(
  question: Reading,
  { range, condition, after, skip }: Window,
  isFirst: boolean,
  limit: number,
): Promise<readonly SpanListRow[]> {
  const { source } = question;
  const offset = isFirst ? skip : 0;
  // Spans of the place's own time that are before it are among these; so many more have to be found.
  const before = isFirst && after ? await spansBefore(question, { range, condition }, after) : 0;
  const place = logPlaceQuery(source, { range, condition, order: 'desc' }, limit + offset + before);
  const [end] = await question.query<LogPlaceRow>(place);
  const narrowed = end === undefined ? range : { ...range, fromNs: BigInt(end.ts) };
  const rows = {
    range: narrowed,
    condition,
    sort: 'newest',
    isExact: true,
    after: isFirst ? after : undefined,
  } as const;
  return question.query<SpanListRow>(spanListQuery(source, rows, { limit, offset }));
}

/** How many spans of exactly the place's time there are: at most so many are before the place. */
async function spansBefore(question: Reading, rows: SpanRows, place: SpanPlace): Promise<number> {
  const statement = spansAtPlaceQuery(question.source, rows, { timestampNs: place.timestampNs });
  const [same] = await question.query<{ readonly count: string }>(statement);
  return Number(same?.count ?? 0);
}

function hasTime({ fromNs, toNs }: TimeRange, ns: bigint): boolean {
  return fromNs <= ns && ns < toNs;
}

function pageOf(
  rows: readonly SpanListRow[],
  { limit, cursor, range }: PageRequest,
  sort: SpanSort,
  partial: Partial | null,
): Page {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  if (last === undefined) return { rows: shown, next: null, partial };
  const timestampNs = BigInt(last.ts);
  const paceNs = (cursor?.timestampNs ?? range.toNs) - timestampNs;
  const pace = { paceNs: paceNs < 0n ? undefined : paceNs };
  // Where the time ends with the page, the next one begins before it, and nothing has to be counted.
  if (sort === 'newest' && rows[limit]?.ts !== last.ts)
    return { rows: shown, next: { after: null, timestampNs, ...pace }, partial };
  const place = { timestampNs, durationNs: BigInt(last.durationNs), hash: BigInt(last.hash) };
  let same = 0;
  while (same < shown.length && isSame(shown[shown.length - 1 - same], last)) same += 1;
  const before = cursor?.after;
  const isStill = same === shown.length && before?.timestampNs === timestampNs && before.hash === place.hash;
  const after = { ...place, skip: same + (isStill ? before.skip : 0) };
  return { rows: shown, next: { after, timestampNs, ...pace }, partial };
}

/** The order of the pages. */
function byPlace(one: SpanListRow, other: SpanListRow): number {
  const difference = BigInt(other.ts) - BigInt(one.ts) || BigInt(other.hash) - BigInt(one.hash);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function isSame(one: SpanListRow | undefined, other: SpanListRow): boolean {
  return one?.ts === other.ts && one.hash === other.hash;
}

/** How many spans of exactly the place have been listed. Some may be gone: a table can merge identical rows. */
async function rowsToSkip(question: Reading, rows: SpanRows, after: SpanPlace): Promise<number> {
  const [same] = await question.query<{ readonly count: string }>(
    spansAtPlaceQuery(question.source, rows, after),
  );
  return Math.min(after.skip, Number(same?.count ?? 0));
}

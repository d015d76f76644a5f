// Traces in the order of their newest matching span, read backwards in growing windows until a page is full.
import { formatNanos, type TimeRange } from '#app/lib/core/time.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import { firstWindow, growingWindows, type WindowResult } from '#app/lib/reading/windows.ts';
import { and, type Fragment, render, sql } from '#app/lib/sql/sql.ts';
import { sourceTable } from '#app/lib/telemetry/source.ts';
import {
  type MatchedRow,
  matchedSpansQuery,
  type NewestRows,
  type NewestTraceRow,
  newestTracesQuery,
  type TraceIdRow,
  type TracePlace,
  tracesAheadQuery,
} from '#app/lib/telemetry/traces.ts';
import { type TraceSummaryRow, withinBounds } from '#app/lib/telemetry/traces-summaries.ts';
import type { TracePage, TracePageRequest } from './page.ts';
import { byPlace, hasPlace, placeOf } from './place.ts';
import { greatest, least } from './range.ts';
import { RecentSet } from './recent-set.ts';
import { rangeAround, type Settings, soundSummaries, summariesOf } from './summaries.server.ts';

/** Of the newest traces so many are looked at one by one for their duration, before the engine is asked to choose. */
const EXAMINED = 200;
/** What has so few rows to read, by the indexes, is rare: to read them takes no longer than to look for the newest ones first. */
const FEW_ROWS = 1_000_000;
/** Searches that turned out not to be about something rare: for a while they are not asked for all of their range again. */
const COMMON = new RecentSet({ most: 1_000, forMs: 5 * 60_000 });
/** A search by several conditions seldom fills its page from a first window: up to so many rows, it goes without. */
const MANY_ROWS = 10_000_000;
/**
 * Else what is read in order is read further ahead than the page needs, which is half of the processor time of a window with
 * more matches than that. Servers of others may be too old to know the setting.
 */
const IN_ORDER: Settings = { read_in_order_use_buffering: 0 };
/** What was found when a limit ended the search may still be looked up. */
const GRACE: Settings = { max_execution_time: 5 };
/** Matching spans are counted in so much time at most, and so much before the newest one of the last trace. */
const MOST_COUNTED_NS = 900_000_000_000n;
const BEFORE_NS = 60_000_000_000n;
/** Most traces that go on behind the beginning of a page are over by then. */
const NEAR_NS = 15_000_000_000n;

/** A page, or the first one. */
export async function newestPage(question: Reading, request: TracePageRequest): Promise<TracePage> {
  const { range, limit, cursor } = request;
  const after = placeOf(cursor);
  // The place's own time is searched again where there may be more traces of it.
  const searched = cursor ? { ...range, toNs: after ? cursor.measure + 1n : cursor.measure } : range;
  const search = new Search(question, request, after);
  let last: WindowResult = { rowsRead: 0, found: 0, missing: limit };
  try {
    const first = request.isRare ? searched.toNs - searched.fromNs : firstWindow(cursor?.paceNs);
    for (const window of growingWindows(searched, 'desc', () => last, first)) {
      const { rowsRead } = question.statistics;
      const isFirst = cursor === undefined && window.toNs === searched.toNs;
      const found = await (isFirst ? search.readFirst(window) : search.readWindow(window));
      if (search.isComplete) break;
      last = { rowsRead: question.statistics.rowsRead - rowsRead, found, missing: search.missing };
      if (last.missing <= 0) break;
      if (!search.isTooMany) continue;
      await search.readChosen({ ...window, fromNs: searched.fromNs });
      break;
    }
    await search.verify();
  } catch (error) {
    const partial = partialOf(error);
    if (partial === undefined || !(await search.hasFound())) throw error;
    const { timestampNs, hash } = search.readTo ?? { timestampNs: searched.toNs, hash: null };
    return {
      traces: search.found,
      next: { measure: timestampNs, hash, paceNs: undefined },
      partial: { ...partial, searchedTo: formatNanos(timestampNs) },
    };
  }
  const shown = search.found.slice(0, limit);
  const end = search.found.length > limit ? shown.at(-1) : undefined;
  const next = end && {
    measure: end.place.timestampNs,
    hash: end.place.hash,
    paceNs: (cursor?.measure ?? range.toNs) - end.place.timestampNs,
  };
  return { traces: shown, next: next ?? null, partial: null };
}

interface Found {
  readonly place: TracePlace;
  readonly row: TraceSummaryRow;
  /** Spans that match; null where they were not counted. */
  readonly matched: number | null;
}

/**
 * What one page has found so far. Candidates are collected over windows and looked at together once they could fill the
 * page: each statement costs, and most of them stand.
 */
class Search {
  readonly found: Found[] = [];
  /** All traces down to this place have been looked at; null where it is a point in time. */
  readTo: { readonly timestampNs: bigint; readonly hash: bigint | null } | undefined;
  readonly #question: Reading;
  readonly #request: TracePageRequest;
  /** The page begins behind it. */
  readonly #after: TracePlace | undefined;
  /** All candidates down to this place have been read. */
  #behind: TracePlace | undefined;
  readonly #candidates: NewestTraceRow[] = [];
  readonly #seen = new Set<string>();
  /** Whether all spans that match have been read, and counted. */
  #isCounted: boolean;
  /** Whether there is nothing more to find than what was found. */
  isComplete = false;

  constructor(question: Reading, request: TracePageRequest, after: TracePlace | undefined) {
    this.#question = question;
    this.#request = request;
    this.#after = after;
    this.#behind = after;
    this.#isCounted = request.isRare;
  }

  /** Traces that are wanted beside the found ones and the candidates; one more than the page has tells that there are more. */
  get missing(): number {
    return this.#request.limit + 1 - this.found.length - this.#candidates.length;
  }

  get #isBounded(): boolean {
    const { minNs, maxNs } = this.#request.bounds;
    return minNs !== undefined || maxNs !== undefined;
  }

  /** Whether looking at the newest traces one by one for their duration did not find enough. */
  get isTooMany(): boolean {
    return this.#isBounded && this.#seen.size >= EXAMINED;
  }

  /**
   * Reads the traces whose newest matching span is in the window, until there are enough, or it takes too many; answers how many
   * it found.
   */
  readWindow(window: TimeRange): Promise<number> {
    return this.#readFrom(window, this.#request.condition, () => this.isTooMany);
  }

  /**
   * The same for the first window of a page. Where the indexes may tell that few spans match, all of the range is asked for
   * beside it: the engine refuses that before it reads, unless they are few, and then there is nothing more to look for. Two
   * statements at once slow each other down, so what was refused lately is not asked for again.
   */
  async readFirst(window: TimeRange): Promise<number> {
    const { mayBeRare, isRare, isNarrow, range } = this.#request;
    if (isRare || this.#isBounded || window.fromNs === range.fromNs) return this.readWindow(window);
    if (isNarrow && (await this.#readMany(range))) return this.#candidates.length;
    if (!mayBeRare || COMMON.has(this.#searchKey)) return this.readWindow(window);
    const [all, newest] = await Promise.allSettled([this.#readFew(range), this.readWindow(window)]);
    if (all.status === 'rejected') throw all.reason;
    if (all.value === undefined) COMMON.add(this.#searchKey);
    const isFull = newest.status === 'fulfilled' && this.missing <= 0;
    if (all.value === undefined || isFull) {
      if (newest.status === 'rejected') throw newest.reason;
      return newest.value;
    }
    const fresh = all.value.filter(({ traceId }) => traceId !== '');
    this.found.length = 0;
    this.#candidates.splice(0, this.#candidates.length, ...fresh);
    this.#isCounted = true;
    this.isComplete = true;
    return fresh.length;
  }

  /** The same for the same search of the same table. */
  get #searchKey(): string {
    const { text, params } = render(sql`${sourceTable(this.#question.source)} ${this.#request.condition}`);
    return JSON.stringify([text, Object.values(params).map(String)]);
  }

  /** Reads all of a range as one window; answers whether it did, and did not have too much to read. */
  async #readMany(range: TimeRange): Promise<boolean> {
    // Of the time as much is left that windows find something to show.
    const settings = {
      max_rows_to_read_leaf: MANY_ROWS,
      max_execution_time: this.#question.limits.maxSeconds / 4,
    };
    try {
      await this.#readFrom(range, this.#request.condition, () => false, settings);
    } catch (error) {
      if (partialOf(error)) return false;
      throw error;
    }
    this.isComplete = true;
    return true;
  }

  /** The traces of all of a range with their spans counted, undefined where there is too much to read. */
  async #readFew(range: TimeRange): Promise<NewestTraceRow[] | undefined> {
    const { condition } = this.#request;
    // One that has no id is no trace, but takes a place.
    const limit = this.#request.limit + 2;
    const rows = { range, condition, after: undefined, except: [], isCounted: true, isExact: true };
    const statement = newestTracesQuery(this.#question.source, rows, limit);
    try {
      return await this.#question.query<NewestTraceRow>(statement, { max_rows_to_read_leaf: FEW_ROWS });
    } catch (error) {
      if (partialOf(error)) return undefined;
      throw error;
    }
  }

  /** The same, with the engine choosing the traces that are as long as asked for. */
  async readChosen(window: TimeRange): Promise<void> {
    const { condition, bounds } = this.#request;
    const { source } = this.#question;
    const table = await soundSummaries(this.#question, window);
    const ranges = { range: window, around: rangeAround(window) };
    await this.#readFrom(window, and([condition, withinBounds(source, table, ranges, bounds)]), () => false);
  }

  async #readFrom(
    window: TimeRange,
    condition: Fragment,
    isEnough: () => boolean,
    settings?: Settings,
  ): Promise<number> {
    let found = 0;
    while (this.missing > 0 && !isEnough()) {
      const after = hasPlace(window, this.#behind) ? this.#behind : undefined;
      const limit = this.#batch();
      const rows = await this.#read({ range: window, condition, after }, limit, settings);
      const fresh = rows.filter(({ traceId }) => traceId !== '' && !this.#seen.has(traceId));
      for (const { traceId } of rows) this.#seen.add(traceId);
      this.#candidates.push(...fresh);
      found += fresh.length;
      if (this.missing <= 0 || this.#isBounded) await this.verify();
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) break;
      this.#behind = { timestampNs: BigInt(last.ts), hash: BigInt(last.hash) };
    }
    if (this.#candidates.length === 0 && this.missing > 0 && !isEnough())
      this.readTo = { timestampNs: window.fromNs, hash: null };
    return found;
  }

  /** How many traces to ask for: those that last beyond the beginning of a later page may have been listed before. */
  #batch(): number {
    if (this.#isBounded) return Math.max(this.missing, EXAMINED);
    return this.#request.cursor ? this.missing + Math.ceil(this.missing / 2) : this.missing;
  }

  /** The newest traces, exactly in their order. */
  async #read(
    { range, condition, after }: Pick<NewestRows, 'range' | 'condition' | 'after'>,
    limit: number,
    settings?: Settings,
  ): Promise<NewestTraceRow[]> {
    const { source } = this.#question;
    const rows = { range, condition, after, except: [...this.#seen], isCounted: this.#isCounted };
    const read = (isExact: boolean, most: number) =>
      this.#question.query<NewestTraceRow>(
        newestTracesQuery(source, { ...rows, isExact }, most),
        source.rollups && !this.#isBounded ? { ...IN_ORDER, ...settings } : settings,
      );
    // A table of somebody else may have times of whole seconds, of which many are the same.
    if (source.rollups === undefined) return read(true, limit);
    const found = await read(false, limit + 1);
    // Among traces of one time the order is a chance: the last one tells whether it may have decided who is here.
    const isCut = found.length > limit && found.at(-1)?.ts === found.at(-2)?.ts;
    return isCut ? read(true, limit) : found.slice(0, limit).sort(byPlace);
  }

  /** Looks at the candidates: which are as long as asked for, and which were listed on a page before. */
  async verify(settings?: Settings): Promise<void> {
    const candidates = [...this.#candidates];
    const last = candidates.at(-1);
    if (last === undefined) return;
    const ids = candidates.map(({ traceId }) => traceId);
    const [summaries, matched, listed] = await Promise.all([
      summariesOf(this.#question, ids, this.#request.range, settings),
      this.#countMatches(candidates),
      this.#listedNear(ids, settings),
    ]);
    const astride = [...summaries.values()].filter(({ traceId }) => !listed.has(traceId));
    const longListed = await this.#listedFar(astride, settings);
    this.#candidates.length = 0;
    for (const { ts, hash, traceId } of candidates) {
      const row = summaries.get(traceId);
      if (row === undefined || !this.#isWithinBounds(row)) continue;
      if (listed.has(traceId) || longListed.has(traceId)) continue;
      this.found.push({ place: { timestampNs: BigInt(ts), hash: BigInt(hash) }, row, matched: matched(row) });
    }
    this.readTo = { timestampNs: BigInt(last.ts), hash: BigInt(last.hash) };
  }

  #allSpans({ startNs, endNs, spans }: TraceSummaryRow): number | null {
    const { fromNs, toNs } = this.#request.range;
    return BigInt(startNs) >= fromNs && BigInt(endNs) < toNs ? Number(spans) : null;
  }

  /** Of a trace that began before the time in which spans were counted it is not known. */
  #countIn(
    { traceId, startNs }: TraceSummaryRow,
    counts: ReadonlyMap<string, string>,
    fromNs: bigint | undefined,
  ): number | null {
    if (fromNs === undefined || (BigInt(startNs) < fromNs && fromNs !== this.#request.range.fromNs))
      return null;
    const count = counts.get(traceId);
    return count === undefined ? null : Number(count);
  }

  /** Where the spans of candidates are counted; undefined where that would cost as much as the search, because few match. */
  #countedRange(candidates: readonly NewestTraceRow[]): TimeRange | undefined {
    const { range } = this.#request;
    const toNs = BigInt(candidates[0]?.ts ?? 0) + 1n;
    const fromNs = BigInt(candidates.at(-1)?.ts ?? 0) - BEFORE_NS;
    if (toNs - fromNs > MOST_COUNTED_NS || this.isTooMany) return undefined;
    return { fromNs: greatest(fromNs, range.fromNs), toNs };
  }

  /**
   * How many spans of a trace match, of those in the time that the candidates lie in and a minute before it: of a longer
   * trace it is not known.
   */
  async #countMatches(
    candidates: readonly NewestTraceRow[],
  ): Promise<(row: TraceSummaryRow) => number | null> {
    const { range, condition, isAll } = this.#request;
    if (isAll) return (row) => this.#allSpans(row);
    if (this.#isCounted) {
      const counts = new Map(candidates.map(({ traceId, matched }) => [traceId, matched]));
      return (row) => this.#countIn(row, counts, range.fromNs);
    }
    const counted = this.#countedRange(candidates);
    if (counted === undefined) return () => null;
    const ids = candidates.map(({ traceId }) => traceId);
    const statement = matchedSpansQuery(this.#question.source, { range: counted, condition }, ids);
    const rows = await this.#question.query<MatchedRow>(statement);
    const counts = new Map(rows.map(({ traceId, count }) => [traceId, count]));
    return (row) => this.#countIn(row, counts, counted.fromNs);
  }

  /** Whether there is a trace to show after a limit was reached: looking up what was found is not a part of the search. */
  async hasFound(): Promise<boolean> {
    try {
      await this.verify(GRACE);
    } catch (error) {
      if (partialOf(error) === undefined) throw error;
    }
    return this.found.length > 0;
  }

  #isWithinBounds({ startNs, endNs }: TraceSummaryRow): boolean {
    const { minNs, maxNs } = this.#request.bounds;
    const length = BigInt(endNs) - BigInt(startNs);
    return (minNs === undefined || length >= minNs) && (maxNs === undefined || length <= maxNs);
  }

  /** Where the pages before this one are: a trace with a matching span there was listed on them. */
  #before(): { readonly place: TracePlace; readonly toNs: bigint } | undefined {
    const { range, cursor } = this.#request;
    if (cursor === undefined) return undefined;
    // A search that ended between traces has listed those of later spans only.
    const place = this.#after ?? { timestampNs: cursor.measure, hash: 0n };
    return place.timestampNs < range.toNs ? { place, toNs: range.toNs } : undefined;
  }

  /** Those that were listed for a span shortly before this page: of most traces no other can be. */
  async #listedNear(ids: readonly string[], settings?: Settings): Promise<ReadonlySet<string>> {
    const before = this.#before();
    if (before === undefined) return new Set();
    const toNs = least(before.place.timestampNs + NEAR_NS, before.toNs);
    return this.#listed(before.place, { fromNs: before.place.timestampNs, toNs }, ids, settings);
  }

  /** The same further on, which only traces that last so long can be. */
  async #listedFar(rows: readonly TraceSummaryRow[], settings?: Settings): Promise<ReadonlySet<string>> {
    const before = this.#before();
    if (before === undefined) return new Set();
    const fromNs = before.place.timestampNs + NEAR_NS;
    const long = rows.filter(({ endNs }) => BigInt(endNs) >= fromNs);
    if (long.length === 0 || fromNs >= before.toNs) return new Set();
    const end = long.reduce((latest, { endNs }) => greatest(latest, BigInt(endNs) + 1n), 0n);
    const ids = long.map(({ traceId }) => traceId);
    return this.#listed(before.place, { fromNs, toNs: least(end, before.toNs) }, ids, settings);
  }

  async #listed(
    place: TracePlace,
    range: TimeRange,
    ids: readonly string[],
    settings?: Settings,
  ): Promise<ReadonlySet<string>> {
    const { condition } = this.#request;
    const statement = tracesAheadQuery(this.#question.source, { range, condition }, place, ids);
    const found = await this.#question.query<TraceIdRow>(statement, settings);
    return new Set(found.map(({ traceId }) => traceId));
  }
}

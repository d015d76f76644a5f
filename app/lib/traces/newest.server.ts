// Traces in the order of their newest matching span, read backwards in growing windows until a page is full.
import { formatNanos, type TimeRange } from '#app/lib/core/time.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import { firstWindow, growingWindows, type WindowResult } from '#app/lib/reading/windows.ts';
import { and, type Fragment } from '#app/lib/sql/sql.ts';
import {
  type MatchedRow,
  matchedSpansQuery,
  type NewestTraceRow,
  newestTracesQuery,
  type TraceIdRow,
  type TracePlace,
  tracesAheadQuery,
} from '#app/lib/telemetry/traces.ts';
import { type TraceSummaryRow, withinBounds } from '#app/lib/telemetry/traces-summaries.ts';
import type { TracePage, TracePageRequest } from './page.ts';
import { greatest, least } from './range.ts';
import { rangeAround, type Settings, soundSummaries, summariesOf } from './summaries.server.ts';

/** Of the newest traces so many are looked at one by one for their duration, before the engine is asked to choose. */
const EXAMINED = 200;
/** What was found when a limit ended the search may still be looked up. */
const GRACE: Settings = { max_execution_time: 5 };
/** Matching spans are counted in so much time at most, and so much before the newest one of the last trace. */
const MOST_COUNTED_NS = 900_000_000_000n;
const BEFORE_NS = 60_000_000_000n;

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
      const found = await search.readWindow(window);
      last = { rowsRead: question.statistics.rowsRead - rowsRead, found, missing: search.missing };
      if (last.missing <= 0) break;
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

function placeOf(cursor: TracePageRequest['cursor']): TracePlace | undefined {
  if (cursor?.hash === undefined || cursor.hash === null) return undefined;
  return { timestampNs: cursor.measure, hash: cursor.hash };
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
  readonly #candidates: NewestTraceRow[] = [];
  readonly #seen = new Set<string>();

  constructor(question: Reading, request: TracePageRequest, after: TracePlace | undefined) {
    this.#question = question;
    this.#request = request;
    this.#after = after;
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
  get #isTooMany(): boolean {
    return this.#isBounded && this.#seen.size >= EXAMINED;
  }

  /** Reads the traces whose newest matching span is in the window, until there are enough; answers how many it found. */
  async readWindow(window: TimeRange): Promise<number> {
    const { source } = this.#question;
    let after = hasPlace(window, this.#after) ? this.#after : undefined;
    let { condition } = this.#request;
    let found = 0;
    while (this.missing > 0) {
      if (this.#isTooMany && condition === this.#request.condition) condition = await this.#chosen(window);
      const limit = this.#isBounded ? Math.max(this.missing, EXAMINED) : this.missing;
      const rows = await this.#question.query<NewestTraceRow>(
        newestTracesQuery(source, { range: window, condition, after }, limit),
      );
      const fresh = rows.filter(({ traceId }) => !this.#seen.has(traceId));
      for (const { traceId } of fresh) this.#seen.add(traceId);
      this.#candidates.push(...fresh);
      found += fresh.length;
      if (this.missing <= 0 || this.#isBounded) await this.verify();
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) break;
      after = { timestampNs: BigInt(last.ts), hash: BigInt(last.hash) };
    }
    if (this.#candidates.length === 0 && this.missing > 0)
      this.readTo = { timestampNs: window.fromNs, hash: null };
    return found;
  }

  /** Looks at the candidates: which are as long as asked for, and which were listed on a page before. */
  async verify(settings?: Settings): Promise<void> {
    const candidates = [...this.#candidates];
    const last = candidates.at(-1);
    if (last === undefined) return;
    const ids = candidates.map(({ traceId }) => traceId);
    const [summaries, matched] = await Promise.all([
      summariesOf(this.#question, ids, this.#request.range, settings),
      this.#countMatches(candidates),
    ]);
    const ahead = await this.#listedBefore([...summaries.values()], settings);
    this.#candidates.length = 0;
    for (const { ts, hash, traceId } of candidates) {
      const row = summaries.get(traceId);
      if (row === undefined || ahead.has(traceId) || !this.#isWithinBounds(row)) continue;
      this.found.push({ place: { timestampNs: BigInt(ts), hash: BigInt(hash) }, row, matched: matched(row) });
    }
    this.readTo = { timestampNs: BigInt(last.ts), hash: BigInt(last.hash) };
  }

  /**
   * How many spans of a trace match, of those in the time that the candidates lie in and a minute before it: of a longer
   * trace it is not known. Where that is long, because few spans match, it would cost as much as the search.
   */
  async #countMatches(
    candidates: readonly NewestTraceRow[],
  ): Promise<(row: TraceSummaryRow) => number | null> {
    const { range, condition, isAll } = this.#request;
    const isWithin = (row: TraceSummaryRow, { fromNs, toNs }: TimeRange) =>
      BigInt(row.startNs) >= fromNs && BigInt(row.endNs) < toNs;
    if (isAll) return (row) => (isWithin(row, range) ? Number(row.spans) : null);
    const toNs = BigInt(candidates[0]?.ts ?? 0) + 1n;
    const fromNs = BigInt(candidates.at(-1)?.ts ?? 0) - BEFORE_NS;
    if (toNs - fromNs > MOST_COUNTED_NS || this.#isTooMany) return () => null;
    const counted = { fromNs: greatest(fromNs, range.fromNs), toNs };
    const ids = candidates.map(({ traceId }) => traceId);
    const statement = matchedSpansQuery(this.#question.source, { range: counted, condition }, ids);
    const rows = await this.#question.query<MatchedRow>(statement);
    const counts = new Map(rows.map(({ traceId, count }) => [traceId, Number(count)]));
    return ({ traceId, startNs }) =>
      BigInt(startNs) >= counted.fromNs || counted.fromNs === range.fromNs
        ? (counts.get(traceId) ?? null)
        : null;
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

  /** The condition with the bounds in it: then the engine chooses. */
  async #chosen(window: TimeRange): Promise<Fragment> {
    const { condition, bounds } = this.#request;
    const { source } = this.#question;
    const table = await soundSummaries(this.#question, window);
    const ranges = { range: window, around: rangeAround(window) };
    return and([condition, withinBounds(source, table, ranges, bounds)]);
  }

  #isWithinBounds({ startNs, endNs }: TraceSummaryRow): boolean {
    const { minNs, maxNs } = this.#request.bounds;
    const length = BigInt(endNs) - BigInt(startNs);
    return (minNs === undefined || length >= minNs) && (maxNs === undefined || length <= maxNs);
  }

  /**
   * Those whose newest matching span is on a page before this one. Only a trace that lasts beyond the place where this page
   * begins can be: most are over by then.
   */
  async #listedBefore(rows: readonly TraceSummaryRow[], settings?: Settings): Promise<ReadonlySet<string>> {
    const { range, condition, cursor } = this.#request;
    if (cursor === undefined) return new Set();
    // A search that ended between traces has listed those of later spans only.
    const place = this.#after ?? { timestampNs: cursor.measure, hash: 0n };
    const astride = rows.filter(({ endNs }) => BigInt(endNs) >= place.timestampNs);
    if (astride.length === 0 || place.timestampNs >= range.toNs) return new Set();
    const end = astride.reduce((latest, { endNs }) => greatest(latest, BigInt(endNs) + 1n), 0n);
    const ahead = { fromNs: place.timestampNs, toNs: least(end, range.toNs) };
    const listed = await this.#question.query<TraceIdRow>(
      tracesAheadQuery(
        this.#question.source,
        { range: ahead, condition },
        place,
        astride.map(({ traceId }) => traceId),
      ),
      settings,
    );
    return new Set(listed.map(({ traceId }) => traceId));
  }
}

function hasPlace({ fromNs, toNs }: TimeRange, place: TracePlace | undefined): boolean {
  return place !== undefined && fromNs <= place.timestampNs && place.timestampNs < toNs;
}

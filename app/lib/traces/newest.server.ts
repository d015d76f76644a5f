// Traces in the order of their newest matching span, read backwards in growing windows until a page is full.
import { formatNanos, type TimeRange } from '#app/lib/core/time.ts';
import { partialOf } from '#app/lib/reading/partial.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import { firstWindow, growingWindows, type WindowResult } from '#app/lib/reading/windows.ts';
import { and, type Fragment } from '#app/lib/sql/sql.ts';
import {
  type NewestTraceRow,
  newestTracesQuery,
  type TraceIdRow,
  type TracePlace,
  tracesAheadQuery,
} from '#app/lib/telemetry/traces.ts';
import { type TraceSummaryRow, withinBounds } from '#app/lib/telemetry/traces-summaries.ts';
import type { TracePage, TracePageRequest } from './page.ts';
import { rangeAround, soundSummaries, summariesOf } from './summaries.server.ts';

/** Of the newest traces so many are looked at one by one for their duration, before the engine is asked to choose. */
const EXAMINED = 400;

interface Found {
  readonly place: TracePlace;
  readonly row: TraceSummaryRow;
}

/** A page, or the first one. */
export async function newestPage(question: Reading, request: TracePageRequest): Promise<TracePage> {
  const { range, limit, cursor } = request;
  const after = placeOf(cursor);
  const searched = cursor ? { ...range, toNs: behind(cursor.measure, cursor.hash) } : range;
  const search = new Search(question, request, after);
  let last: WindowResult = { rowsRead: 0, found: 0, missing: limit };
  for (const window of growingWindows(searched, 'desc', () => last, firstWindow(cursor?.paceNs))) {
    const { rowsRead } = question.statistics;
    const before = search.found.length;
    try {
      await search.readWindow(window);
    } catch (error) {
      const partial = search.found.length > 0 ? partialOf(error) : undefined;
      if (partial === undefined) throw error;
      const read = search.readTo;
      const measure = read?.timestampNs ?? window.toNs;
      return {
        traces: search.found.map(({ row }) => ({ row, matched: null })),
        next: { measure, hash: read?.hash ?? null, paceNs: undefined },
        partial: { ...partial, searchedTo: formatNanos(measure) },
      };
    }
    last = {
      rowsRead: question.statistics.rowsRead - rowsRead,
      found: search.found.length - before,
      missing: limit + 1 - search.found.length,
    };
    if (last.missing <= 0) break;
  }
  const shown = search.found.slice(0, limit);
  const end = search.found.length > limit ? shown.at(-1) : undefined;
  const next = end && {
    measure: end.place.timestampNs,
    hash: end.place.hash,
    paceNs: (cursor?.measure ?? range.toNs) - end.place.timestampNs,
  };
  return { traces: shown.map(({ row }) => ({ row, matched: null })), next: next ?? null, partial: null };
}

function placeOf(cursor: TracePageRequest['cursor']): TracePlace | undefined {
  if (cursor?.hash === undefined || cursor.hash === null) return undefined;
  return { timestampNs: cursor.measure, hash: cursor.hash };
}

/** The end of what is behind a place; the place's own time is in it when there may be more traces of it. */
function behind(measure: bigint, hash: bigint | null): bigint {
  return hash === null ? measure : measure + 1n;
}

/** What one page has found so far. */
class Search {
  readonly found: Found[] = [];
  /** In the last window: all traces down to this place have been looked at. */
  readTo: TracePlace | undefined;
  readonly #question: Reading;
  readonly #request: TracePageRequest;
  /** The page begins behind it. */
  readonly #after: TracePlace | undefined;
  /** Traces that were looked at: they are in the list, or do not belong there. */
  readonly #seen = new Set<string>();
  #examined = 0;

  constructor(question: Reading, request: TracePageRequest, after: TracePlace | undefined) {
    this.#question = question;
    this.#request = request;
    this.#after = after;
  }

  get #missing(): number {
    return this.#request.limit + 1 - this.found.length;
  }

  get #isBounded(): boolean {
    const { minNs, maxNs } = this.#request.bounds;
    return minNs !== undefined || maxNs !== undefined;
  }

  /** Adds the traces whose newest matching span is in the window, until there are enough. */
  async readWindow(window: TimeRange): Promise<void> {
    const { source } = this.#question;
    let after = hasPlace(window, this.#after) ? this.#after : undefined;
    let { condition } = this.#request;
    this.readTo = undefined;
    while (this.#missing > 0) {
      if (this.#isTooMany && condition === this.#request.condition) condition = await this.#chosen(window);
      const limit = this.#isBounded ? Math.max(this.#missing, EXAMINED) : this.#missing;
      const rows = await this.#question.query<NewestTraceRow>(
        newestTracesQuery(source, { range: window, condition, after }, limit),
      );
      await this.#add(rows);
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      after = { timestampNs: BigInt(last.ts), hash: BigInt(last.hash) };
      this.readTo = after;
    }
  }

  /** Whether looking at the newest traces one by one for their duration did not find enough. */
  get #isTooMany(): boolean {
    return this.#isBounded && this.#examined >= EXAMINED;
  }

  /** The condition with the bounds in it: then the engine chooses. */
  async #chosen(window: TimeRange): Promise<Fragment> {
    const { condition, bounds } = this.#request;
    const { source } = this.#question;
    const table = await soundSummaries(this.#question, window);
    const ranges = { range: window, around: rangeAround(window) };
    return and([condition, withinBounds(source, table, ranges, bounds)]);
  }

  async #add(rows: readonly NewestTraceRow[]): Promise<void> {
    const fresh = rows.filter(({ traceId }) => !this.#seen.has(traceId));
    for (const { traceId } of fresh) this.#seen.add(traceId);
    this.#examined += fresh.length;
    const ahead = await this.#listedBefore(fresh);
    const ours = fresh.filter(({ traceId }) => !ahead.has(traceId));
    const ids = ours.map(({ traceId }) => traceId);
    const summaries = await summariesOf(this.#question, ids, this.#request.range);
    for (const { ts, hash, traceId } of ours) {
      const row = summaries.get(traceId);
      if (row === undefined || !this.#isWithinBounds(row)) continue;
      this.found.push({ place: { timestampNs: BigInt(ts), hash: BigInt(hash) }, row });
    }
  }

  #isWithinBounds({ startNs, endNs }: TraceSummaryRow): boolean {
    const { minNs, maxNs } = this.#request.bounds;
    const length = BigInt(endNs) - BigInt(startNs);
    return (minNs === undefined || length >= minNs) && (maxNs === undefined || length <= maxNs);
  }

  /** Those whose newest matching span is on a page before this one. */
  async #listedBefore(rows: readonly NewestTraceRow[]): Promise<ReadonlySet<string>> {
    const { range, condition, cursor } = this.#request;
    if (cursor === undefined || rows.length === 0) return new Set();
    // A search that ended between traces has listed those of later spans only.
    const place = this.#after ?? { timestampNs: cursor.measure, hash: 0n };
    if (place.timestampNs >= range.toNs) return new Set();
    const ids = rows.map(({ traceId }) => traceId);
    const ahead = { range: { ...range, fromNs: place.timestampNs }, condition };
    const listed = await this.#question.query<TraceIdRow>(
      tracesAheadQuery(this.#question.source, ahead, place, ids),
    );
    return new Set(listed.map(({ traceId }) => traceId));
  }
}

function hasPlace({ fromNs, toNs }: TimeRange, place: TracePlace | undefined): boolean {
  return place !== undefined && fromNs <= place.timestampNs && place.timestampNs < toNs;
}

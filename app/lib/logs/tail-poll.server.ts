// The one look at a table that all live tails of the same search share: when to look, how far back, and what is new.
import { isTableChanged, type OpenSource } from '#app/lib/clickhouse/open-source.ts';
import { AppError, type ErrorCode, toAppError } from '#app/lib/core/errors.ts';
import { COLUMNS_FIRST } from '#app/lib/reading/reading.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { LogRecordRow } from '#app/lib/telemetry/logs.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { idParts, rowSize, toLogRow } from './rows.ts';
import type { LogRow } from './schema.ts';
import type { Arrivals } from './tail-arrivals.server.ts';
import {
  clockQuery,
  type TailClockRow,
  type TailLookRow,
  tailKey,
  tailLookQuery,
  tailRowsQuery,
  tailSettings,
} from './tail-queries.ts';
import { type TailKey, TailWindow } from './tail-window.ts';

/** A search, ready to be looked for. */
export interface TailTarget extends OpenSource {
  readonly condition: Fragment;
}

/** Told what a poll finds. */
export interface TailListener {
  /** New rows, oldest first. */
  onRows(rows: readonly LogRow[]): void;
  /** New rows that were too many to read. */
  onDropped(count: number): void;
  /** The table cannot be read at the moment; it is tried again. */
  onTrouble(error: AppError): void;
  onResumed(): void;
  /** The table cannot be read any more. */
  onEnd(error: AppError): void;
}

interface TailPollOptions {
  /** Opens the source and compiles the search; asked again from time to time, because tables change. */
  readonly open: () => Promise<TailTarget>;
  readonly arrivals: Arrivals;
  readonly listener: TailListener;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rows that others than this process have stored are looked for this often, in milliseconds. */
  readonly sweepMs?: number | undefined;
}

/** Two looks are at least this far apart, however much arrives. */
const LEAST_MS = 200;
const SWEEP_MS = 1_000;
/** How long after its arrival a row that others stored may become visible. Of a table that only tells its own time: how late it may come. */
const OVERLAP_MS = { arrival: 10_000, timestamp: 30_000 };
/** How far two clocks may differ without being noticed. */
const CLOCK_MS = 250;
const REOPEN_MS = 60_000;
const LONGEST_WAIT_MS = 5_000;
/** Places per look; rows and bytes that are read in full per look. What is more is counted only. */
const MOST_KEYS = 100_000;
const MOST_ROWS = 2_000;
const MOST_BYTES = 8 * 1024 ** 2;
/** The first rows tell how large the others are. */
const FIRST_CHUNK = 64;
const SETTINGS = { max_execution_time: 15, max_threads: 2, ...COLUMNS_FIRST };

/** Before the last row that a listener got there may be rows that became visible later. */
const RESEND_MS = 3_000;
const LONGEST_ABSENCE_MS = 86_400_000;
const NOTHING_OWED = { keys: [], others: 0 };
const NOTHING_MISSED = { rows: [], dropped: 0 };

interface ReadRows {
  readonly rows: readonly LogRow[];
  /** Newest first. */
  readonly unread: readonly TailKey[];
}

const FINAL: ReadonlySet<ErrorCode> = new Set(['bad_request', 'not_found', 'forbidden']);

/** Looks at one table for one search until it is stopped. */
export class TailPoll {
  readonly #options: TailPollOptions;
  readonly #window = new TailWindow();
  readonly #abort = new AbortController();
  readonly #sweepEveryMs: number;
  #target: TailTarget | undefined;
  #openedAt = 0;
  /** The server's clock minus ours, in milliseconds. */
  #clockAhead = 0;
  /** By the server's clock: everything that arrived before, less the overlap, has been seen. */
  #sweptMs = 0;
  #sweptAt = 0;
  /** Since when (our clock) rows were stored that have not been looked for; Infinity when there are none. */
  #pendingMs = Number.POSITIVE_INFINITY;
  /** Found, and not sent before reading succeeds: newest first, and how many more there are than one look sends. */
  #owed: { readonly keys: readonly TailKey[]; readonly others: number } = NOTHING_OWED;
  #wake: (() => void) | undefined;
  #unlisten: (() => void) | undefined;

  constructor(options: TailPollOptions) {
    this.#options = options;
    this.#sweepEveryMs = options.sweepMs ?? SWEEP_MS;
  }

  /** Notes what is there already: from now on, all that arrives is new. Rejects when the table cannot be read. */
  async start(): Promise<void> {
    try {
      await this.#using(await this.#open(), (target) => this.#begin(target));
    } catch (error) {
      this.stop();
      throw error;
    }
    void this.#run();
  }

  async #begin(target: TailTarget): Promise<void> {
    this.#abort.signal.throwIfAborted();
    const { source } = target;
    const place = { database: source.database, table: source.table };
    this.#unlisten?.();
    this.#unlisten = this.#options.arrivals.listen(place, (startedMs) => {
      this.#pendingMs = Math.min(this.#pendingMs, startedMs);
      this.#wake?.();
    });
    const [clock] = await this.#query<TailClockRow>(target, clockQuery);
    this.#setClock(clock);
    const nowMs = Number(clock?.nowMs ?? 0);
    const since = Math.min(nowMs - overlapOf(source), this.#underWaySince(source));
    await this.#look(target, since);
    this.#sweptMs = nowMs;
    this.#sweptAt = this.#options.now();
  }

  /**
   * What a listener has missed since it got the row of this id: rows, oldest first, and how many more there were. A few of
   * the rows may have been sent before. Nothing for an id that is none, or is a day old.
   */
  async missedSince(id: string): Promise<{ readonly rows: readonly LogRow[]; readonly dropped: number }> {
    const target = this.#target;
    if (target === undefined || idParts(id) === undefined) return NOTHING_MISSED;
    const { source, condition } = target;
    const last = tailKey(source, id);
    if (last.arrivalMs < this.#options.now() - LONGEST_ABSENCE_MS) return NOTHING_MISSED;
    const [look] = await this.#query<TailLookRow>(
      target,
      tailLookQuery(source, last.arrivalMs - RESEND_MS, condition, MOST_KEYS),
    );
    const keys = (look?.keys ?? []).map((key) => tailKey(source, key));
    const { rows, unread } = await this.#read(target, keys);
    const missed = unread.filter(({ arrivalMs }) => arrivalMs > last.arrivalMs).length;
    return { rows, dropped: missed + Number(look?.found ?? 0) - keys.length };
  }

  stop(): void {
    this.#unlisten?.();
    this.#abort.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { listener, now } = this.#options;
    let failures = 0;
    while (!this.#abort.signal.aborted) {
      const started = now();
      try {
        await this.#poll();
        if (failures > 0) listener.onResumed();
        failures = 0;
      } catch (thrown) {
        if (this.#abort.signal.aborted) return;
        const error = toAppError(thrown);
        if (FINAL.has(error.code)) {
          this.stop();
          listener.onEnd(error);
          return;
        }
        failures += 1;
        if (failures === 1) listener.onTrouble(error);
      }
      const pause = failures === 0 ? LEAST_MS : Math.min(LONGEST_WAIT_MS, LEAST_MS * 2 ** failures);
      await this.#sleep(Math.max(0, started + pause - now()), false);
      if (failures === 0) await this.#sleep(Math.max(0, started + this.#sweepEveryMs - now()), true);
    }
  }

  async #poll(): Promise<void> {
    const { now } = this.#options;
    const target = now() - this.#openedAt >= REOPEN_MS ? await this.#open() : this.#target;
    if (target !== undefined) await this.#using(target, (opened) => this.#send(opened));
  }

  async #send(target: TailTarget): Promise<void> {
    const { now, listener } = this.#options;
    const { source } = target;
    const pendingMs = this.#pendingMs;
    this.#pendingMs = Number.POSITIVE_INFINITY;
    const isSweep = pendingMs === Number.POSITIVE_INFINITY || now() - this.#sweptAt >= this.#sweepEveryMs;
    const sweepFrom = this.#sweptMs - overlapOf(source);
    // A row's own time says nothing about when it was stored.
    const sinceStored = source.rowIdIsArrival ? pendingMs + this.#clockAhead - CLOCK_MS : sweepFrom;
    const sinceMs = isSweep ? Math.min(sinceStored, sweepFrom) : sinceStored;
    try {
      const { fresh, dropped, nowMs } = await this.#look(target, sinceMs);
      const keys = [...fresh, ...this.#owed.keys];
      const others = this.#owed.others + dropped + Math.max(0, keys.length - MOST_ROWS);
      this.#owed = { keys: keys.slice(0, MOST_ROWS), others };
      const { rows, unread } = await this.#read(target, this.#owed.keys);
      this.#owed = NOTHING_OWED;
      if (rows.length > 0) listener.onRows(rows);
      if (others + unread.length > 0) listener.onDropped(others + unread.length);
      if (!isSweep) return;
      this.#sweptMs = nowMs;
      this.#sweptAt = now();
      this.#window.forget(
        Math.min(
          nowMs - overlapOf(source),
          this.#pendingMs + this.#clockAhead - CLOCK_MS,
          this.#underWaySince(source),
        ),
      );
    } catch (error) {
      this.#pendingMs = Math.min(this.#pendingMs, pendingMs);
      throw error;
    }
  }

  async #look(target: TailTarget, wantedMs: number) {
    const { source, condition } = target;
    const sinceMs = Math.max(0, wantedMs, this.#window.floorMs);
    const [row] = await this.#query<TailLookRow>(
      target,
      tailLookQuery(source, sinceMs, condition, MOST_KEYS),
    );
    this.#setClock(row);
    const keys = (row?.keys ?? []).map((key) => tailKey(source, key));
    return {
      ...this.#window.take({ sinceMs, keys, found: Number(row?.found ?? 0) }),
      nowMs: Number(row?.nowMs),
    };
  }

  /** Reads the newest of them, as many as one look may; oldest first. */
  async #read(target: TailTarget, keys: readonly TailKey[]): Promise<ReadRows> {
    const { source, condition } = target;
    const rows: LogRecordRow[] = [];
    let bytes = 0;
    let read = 0;
    while (read < Math.min(keys.length, MOST_ROWS) && bytes < MOST_BYTES) {
      const fitting =
        read === 0 ? FIRST_CHUNK : Math.floor(((MOST_BYTES - bytes) * read) / Math.max(1, bytes));
      const chunk = keys.slice(read, Math.min(MOST_ROWS, read + Math.max(1, fitting)));
      const found = await this.#query<LogRecordRow>(target, tailRowsQuery(source, chunk, condition));
      rows.push(...found);
      read += chunk.length;
      for (const row of found) bytes += rowSize(row);
    }
    const place = new Map(keys.map(({ key }, index) => [key, index]));
    const logs = rows.map((row) => toLogRow(row, [])).filter(({ id }) => place.has(id));
    logs.sort((a, b) => (place.get(b.id) ?? 0) - (place.get(a.id) ?? 0));
    return { rows: logs, unread: keys.slice(read) };
  }

  /** When its table has changed since it was opened, it is opened anew, which says what is wrong, and used once more. */
  async #using(target: TailTarget, use: (target: TailTarget) => Promise<void>): Promise<void> {
    try {
      return await use(target);
    } catch (error) {
      if (!isTableChanged(error)) throw error;
    }
    target.forget();
    await use(await this.#open());
  }

  async #open(): Promise<TailTarget> {
    this.#target = await this.#options.open();
    this.#openedAt = this.#options.now();
    return this.#target;
  }

  async #query<Row>({ clickhouse, source }: OpenSource, statement: Fragment): Promise<Row[]> {
    const { rows } = await clickhouse.query<Row>(statement, {
      signal: this.#abort.signal,
      settings: { ...SETTINGS, ...tailSettings(source) },
    });
    return rows;
  }

  #setClock(row: TailClockRow | undefined): void {
    if (row === undefined)
      throw new AppError('unavailable', 'The database gave no answer.', { retryAfter: 1 });
    this.#clockAhead = Number(row.nowMs) - this.#options.now();
  }

  /** By the server's clock. */
  #underWaySince({ database, table }: Source): number {
    const oldest = this.#options.arrivals.oldestUnderWay({ database, table });
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest + this.#clockAhead - CLOCK_MS;
  }

  /** Waits; where `wakes`, until rows have been stored at the latest. */
  #sleep(ms: number, wakes: boolean): Promise<void> {
    const { signal } = this.#abort;
    if (ms === 0 || signal.aborted || (wakes && this.#pendingMs !== Number.POSITIVE_INFINITY))
      return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      if (wakes) this.#wake = done;
      const forget = () => {
        this.#wake = undefined;
      };
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        forget();
        resolve();
      }
    });
  }
}

function overlapOf({ rowIdIsArrival }: Source): number {
  return rowIdIsArrival ? OVERLAP_MS.arrival : OVERLAP_MS.timestamp;
}

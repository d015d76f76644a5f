// The rows of a live tail: a bounded list, and a bounded store for rows that are held back while somebody reads. Pure.
import type { LogRow } from '#app/lib/logs/schema.ts';

/** The most rows that are shown, and the most that are held back. */
export const MOST_ROWS = 5_000;

/** Ids of rows that came lately: after a new connection the server sends some of them again. */
const MOST_IDS = 20_000;

/** What there is to show. Frozen between two changes, so that it can be compared by identity. */
export interface TailContent {
  /** Newest first, in the order of their arrival. */
  readonly rows: readonly LogRow[];
  /** Rows that are held back. */
  readonly newCount: number;
  /** Rows that came and will not be shown: there were more than one can show, or than can be held back. */
  readonly dropped: number;
}

export const NO_CONTENT: TailContent = { rows: [], newCount: 0, dropped: 0 };

export class TailBuffer {
  /** Arrived since the last `content()`, oldest first. */
  #waiting: LogRow[] = [];
  #content: TailContent = NO_CONTENT;
  #dropped = 0;
  #isHeld = false;
  #ids = new Set<string>();
  #olderIds = new Set<string>();
  #received = 0;

  /** Rows in the order of their arrival. Answers how many of them are new. */
  push(rows: readonly LogRow[]): number {
    let count = 0;
    for (const row of rows) {
      if (this.#ids.has(row.id) || this.#olderIds.has(row.id)) continue;
      this.#remember(row.id);
      this.#waiting.push(row);
      count += 1;
    }
    const excess = this.#waiting.length - MOST_ROWS;
    // Cut only now and then: shifting a long list for every row would take time that grows with its length.
    if (excess > MOST_ROWS / 5) this.#cut();
    this.#received += count;
    return count;
  }

  /** The server had these rows, and did not send them. */
  drop(count: number): void {
    this.#dropped += count;
    this.#received += count;
  }

  /** Held back, rows are kept for later instead of shown. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  clear(): void {
    this.#waiting = [];
    this.#dropped = 0;
    this.#content = NO_CONTENT;
  }

  /** Rows that have come, the dropped ones included, since the last call. */
  takeReceived(): number {
    const received = this.#received;
    this.#received = 0;
    return received;
  }

  /** What there is to show now; the same object when nothing has changed. */
  content(): TailContent {
    this.#cut();
    const { rows, newCount, dropped } = this.#content;
    if (this.#isHeld || this.#waiting.length === 0) {
      if (newCount !== this.#waiting.length || dropped !== this.#dropped)
        this.#content = { rows, newCount: this.#waiting.length, dropped: this.#dropped };
      return this.#content;
    }
    const fresh = this.#waiting.reverse();
    this.#waiting = [];
    this.#content = { rows: [...fresh, ...rows].slice(0, MOST_ROWS), newCount: 0, dropped: this.#dropped };
    return this.#content;
  }

  /** The oldest that wait are given up, and counted: they were never shown. */
  #cut(): void {
    const excess = this.#waiting.length - MOST_ROWS;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#dropped += excess;
  }

  /** Two sets that take turns: the last 20,000 ids at least, 40,000 at most. */
  #remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size < MOST_IDS) return;
    this.#olderIds = this.#ids;
    this.#ids = new Set();
  }
}

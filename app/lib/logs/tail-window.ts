// Which rows of a live tail are new: a memory of what was seen lately, bounded, with an exact count of what it gave up. Pure.

/** A row by its place: `timestamp-id` as in LogRow, and when it arrived (milliseconds since the epoch). */
export interface TailKey {
  readonly key: string;
  readonly arrivalMs: number;
}

/** What one look at the table found, from `sinceMs` on. */
export interface TailLook {
  readonly sinceMs: number;
  /** Newest arrival first, the newest of all that were found. */
  readonly keys: readonly TailKey[];
  /** How many rows there are, those that are not in `keys` included. */
  readonly found: number;
}

export interface FreshKeys {
  /** Newest arrival first. */
  readonly fresh: readonly TailKey[];
  /** New rows that were found and are not in `fresh`: too many at once. */
  readonly dropped: number;
}

/**
 * Looks overlap, because rows become visible out of the order of their arrival. What was seen is remembered for as long as a
 * look can reach back, so each row is new exactly once.
 */
export class TailWindow {
  readonly #seen = new Map<string, number>();
  #floorMs = Number.NEGATIVE_INFINITY;

  /** No look reaches back further: what is before it was seen, or given up and counted. */
  get floorMs(): number {
    return this.#floorMs;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** The rows of a look that were in none before. */
  take({ sinceMs, keys, found }: TailLook): FreshKeys {
    const beyond = found - keys.length;
    const dropped = beyond > 0 ? this.#giveUp(sinceMs, keys, beyond) : 0;
    const fresh: TailKey[] = [];
    for (const one of keys) {
      if (this.#seen.has(one.key)) continue;
      this.#seen.set(one.key, one.arrivalMs);
      fresh.push(one);
    }
    return { fresh, dropped };
  }

  /** Forgets what no look reaches any more. */
  forget(beforeMs: number): void {
    if (beforeMs <= this.#floorMs) return;
    this.#floorMs = beforeMs;
    for (const [key, arrivalMs] of this.#seen) if (arrivalMs < beforeMs) this.#seen.delete(key);
  }

  /** How many of the rows beyond `keys` are new. They are older than all of `keys`, and are not looked for again. */
  #giveUp(sinceMs: number, keys: readonly TailKey[], beyond: number): number {
    const listed = new Set(keys.map(({ key }) => key));
    let known = 0;
    for (const [key, arrivalMs] of this.#seen) if (arrivalMs >= sinceMs && !listed.has(key)) known += 1;
    const oldest = keys.at(-1);
    if (oldest) this.#floorMs = Math.max(this.#floorMs, oldest.arrivalMs + 1);
    return Math.max(0, beyond - known);
  }
}

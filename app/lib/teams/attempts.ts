// Limits how often something is tried by one and the same, in the memory of this process.

interface AttemptsOptions {
  /** Attempts in a window. */
  readonly most: number;
  readonly windowMs: number;
}

/** So many are remembered that no flood of addresses fills the memory. */
const MOST_KEYS = 10_000;

/** Counts by key in fixed windows. */
export class Attempts {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #counts = new Map<string, { count: number; until: number }>();

  constructor({ most, windowMs }: AttemptsOptions) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts an attempt at `now` (ms). Answers the seconds to wait when it is one too many. */
  add(key: string, now: number): number | undefined {
    const known = this.#counts.get(key);
    const current =
      known !== undefined && known.until > now ? known : { count: 0, until: now + this.#windowMs };
    // Last in the order is who was seen last; the first one makes room.
    this.#counts.delete(key);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= MOST_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    this.#counts.set(key, current);
    if (current.count >= this.#most) return Math.ceil((current.until - now) / 1000);
    current.count += 1;
    return undefined;
  }
}

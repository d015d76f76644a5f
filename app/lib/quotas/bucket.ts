// A token bucket: so much per second, and a few seconds' worth of it at once. Pure: the time comes in as an argument.

/** What a bucket answers to a request. */
export interface Taken {
  readonly isTaken: boolean;
  /** Seconds until the same request would be let in, if nobody else takes anything; 0 when it was. */
  readonly waitSeconds: number;
}

/** Lets through at most `perSecond × time + capacity` over any time, for requests that fit into the bucket. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #capacity: number;
  #tokens: number;
  #atMs: number;

  /**
   * @param capacity what may be taken at once; the bucket begins full
   * @param nowMs of a clock that does not go back; if it does, nothing flows in until it is where it was
   */
  constructor(perSecond: number, capacity: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
    this.#tokens = capacity;
    this.#atMs = nowMs;
  }

  /**
   * Takes all of `amount` or nothing. What is larger than the bucket is let in when the bucket is full, and paid for by those who
   * come after: if it were refused, its sender would try for ever.
   */
  take(amount: number, nowMs: number): Taken {
    this.#flow(nowMs);
    const missing = Math.min(amount, this.#capacity) - this.#tokens;
    if (missing > 0) return { isTaken: false, waitSeconds: missing / this.#perSecond };
    this.#tokens -= amount;
    return { isTaken: true, waitSeconds: 0 };
  }

  /** Seconds until anything at all is let in; 0 when there is something. */
  waitSeconds(nowMs: number): number {
    this.#flow(nowMs);
    return this.#tokens > 0 ? 0 : (1 - this.#tokens) / this.#perSecond;
  }

  /** Puts back what was taken for nothing. */
  giveBack(amount: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + amount);
  }

  #flow(nowMs: number): void {
    if (nowMs <= this.#atMs) return;
    this.#tokens = Math.min(this.#capacity, this.#tokens + (this.#perSecond * (nowMs - this.#atMs)) / 1_000);
    this.#atMs = nowMs;
  }
}

// A fixed number of places with an orderly line in front of them.
import { AppError } from '#app/lib/core/errors.ts';

/** Hands out `size` places; callers beyond that wait, at most `maxWaiting` of them. */
export class Slots {
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<() => void>();
  #used = 0;

  constructor(size: number, maxWaiting: number) {
    this.#size = size;
    this.#maxWaiting = maxWaiting;
  }

  get used(): number {
    return this.#used;
  }

  /** Resolves with the function that gives the place back. Rejects with `rate_limited` when the line is too long. */
  async enter(): Promise<() => void> {
    if (this.#used < this.#size) this.#used += 1;
    else {
      if (this.#waiting.size >= this.#maxWaiting)
        throw new AppError('rate_limited', 'Too many requests are waiting to be received.', {
          retryAfter: 1,
        });
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return () => this.#leave();
  }

  /** The place goes straight to the first in line, so that nobody can jump in between. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#used -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

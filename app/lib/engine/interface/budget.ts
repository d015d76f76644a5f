// A bound on the bytes that all requests together hold in memory.
import { engineErrors } from '#app/lib/engine/errors.ts';

/** What one request holds of the budget. */
export interface Claim {
  /** @throws EngineError 202 when all requests together would hold too much; this one then holds what it had */
  take(bytes: number): void;
  /** Gives all of it back. */
  release(): void;
}

/** Bytes for all requests together. Nobody waits for them: two that wait for each other would wait forever. */
export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get used(): number {
    return this.#used;
  }

  claim(): Claim {
    let held = 0;
    return {
      take: (bytes) => {
        if (this.#used + bytes > this.#limit) {
          throw engineErrors.busy(
            `Too many simultaneous queries: together their texts are longer than ${this.#limit} bytes`,
          );
        }
        held += bytes;
        this.#used += bytes;
      },
      release: () => {
        this.#used -= held;
        held = 0;
      },
    };
  }
}

// A bound on how many queries run at once, with a bounded line of those that wait.
import { engineErrors } from '#app/lib/engine/errors.ts';

/** Gives a slot back. Calling it again does nothing. */
type Release = () => void;

/** Running and waiting queries, first come first served. */
export class Slots {
  readonly #limit: number;
  readonly #queueLimit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number, queueLimit: number) {
    this.#limit = limit;
    this.#queueLimit = queueLimit;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a slot.
   *
   * @throws EngineError 202 when the line is full, 394 when the signal fires first
   */
  async take(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw engineErrors.cancelled();
    if (this.#running >= this.#limit) await this.#wait(signal);
    else this.#running++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    };
  }

  /** Resolves when a finished query hands its slot over. */
  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#queueLimit) {
      throw engineErrors.busy(
        `Too many simultaneous queries: ${this.#limit} run and ${this.#queueLimit} wait`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
      reject(engineErrors.cancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.push(turn);
    return promise;
  }
}

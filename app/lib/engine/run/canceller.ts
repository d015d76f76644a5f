// Cancels queries in the engine: it is asked again and again, because a query may not have begun yet.

interface CancellerOptions {
  /** Asks the engine once to cancel the queries with these tags. */
  kill(tags: readonly string[]): Promise<unknown>;
  /** Told once per failure that lasts, and once per query that does not end. */
  onWarning(message: string): void;
  readonly intervalMs: number;
  /** How often the engine is asked about one query. */
  readonly tries: number;
}

/** Queries that are to end, by their tags. */
export class Canceller {
  readonly #options: CancellerOptions;
  readonly #tries = new Map<string, number>();
  #isRunning = false;

  constructor(options: CancellerOptions) {
    this.#options = options;
  }

  /** Asks for a query's end until `ended` says that it came, or the tries are used up. */
  cancel(tag: string): void {
    if (!this.#tries.has(tag)) this.#tries.set(tag, 0);
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  /** The query is over. */
  ended(tag: string): void {
    this.#tries.delete(tag);
  }

  async #run(): Promise<void> {
    const { kill, onWarning, intervalMs, tries: limit } = this.#options;
    let isFailing = false;
    while (this.#tries.size > 0) {
      try {
        await kill([...this.#tries.keys()]);
        isFailing = false;
      } catch (error) {
        if (!isFailing) onWarning(`Queries cannot be cancelled: ${(error as Error).message}`);
        isFailing = true;
      }
      for (const [tag, tries] of this.#tries) {
        this.#tries.set(tag, tries + 1);
        if (tries + 1 < limit) continue;
        this.#tries.delete(tag);
        onWarning(`Query ${JSON.stringify(tag)} did not end though it was cancelled ${limit} times`);
      }
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
    this.#isRunning = false;
  }
}

// What was found out a short while ago: a bounded set whose members are forgotten. Pure but for the clock.

interface RecentSetOptions {
  /** Members at most; the oldest make room. */
  readonly most: number;
  readonly forMs: number;
  /** Milliseconds of a clock that does not go back. */
  readonly now?: () => number;
}

export class RecentSet {
  readonly #most: number;
  readonly #forMs: number;
  readonly #now: () => number;
  /** When each was added, the oldest first. */
  readonly #addedAt = new Map<string, number>();

  constructor({ most, forMs, now = () => performance.now() }: RecentSetOptions) {
    this.#most = most;
    this.#forMs = forMs;
    this.#now = now;
  }

  has(member: string): boolean {
    const addedAt = this.#addedAt.get(member);
    return addedAt !== undefined && this.#now() - addedAt < this.#forMs;
  }

  add(member: string): void {
    this.#addedAt.delete(member);
    this.#addedAt.set(member, this.#now());
    if (this.#addedAt.size <= this.#most) return;
    const [oldest] = this.#addedAt.keys();
    if (oldest !== undefined) this.#addedAt.delete(oldest);
  }
}

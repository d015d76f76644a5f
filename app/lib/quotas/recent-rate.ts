// How much came per second lately, for people to look at. Pure: the time comes in as an argument.

const SECONDS = 10;

/** Sums of the last ten seconds. */
export class RecentRate {
  readonly #sums = new Float64Array(SECONDS);
  #second = Number.NEGATIVE_INFINITY;

  add(amount: number, nowMs: number): void {
    this.#moveTo(Math.floor(nowMs / 1_000));
    const index = place(this.#second);
    this.#sums[index] = (this.#sums[index] ?? 0) + amount;
  }

  /** The average of the last ten seconds. */
  perSecond(nowMs: number): number {
    this.#moveTo(Math.floor(nowMs / 1_000));
    // What is taken back may be of a second that is forgotten already.
    return (
      Math.max(
        0,
        this.#sums.reduce((sum, one) => sum + one, 0),
      ) / SECONDS
    );
  }

  #moveTo(second: number): void {
    if (second <= this.#second) return;
    const first = Math.max(this.#second + 1, second - SECONDS + 1);
    for (let passed = first; passed <= second; passed++) this.#sums[place(passed)] = 0;
    this.#second = second;
  }
}

function place(second: number): number {
  return ((second % SECONDS) + SECONDS) % SECONDS;
}

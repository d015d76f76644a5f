// Percentiles of the latest measurements.

/** A window over the last `size` values; adding is constant time, reading sorts a copy. */
export class RecentValues {
  readonly #values: Float64Array;
  #count = 0;

  constructor(size = 512) {
    this.#values = new Float64Array(size);
  }

  add(value: number): void {
    this.#values[this.#count % this.#values.length] = value;
    this.#count += 1;
  }

  /** p50, p95 and the maximum of the window, in the unit that was added; zeros when it is empty. */
  summary(): { p50: number; p95: number; max: number } {
    const values = this.#values.slice(0, Math.min(this.#count, this.#values.length)).sort();
    const at = (share: number) => values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
    return { p50: at(0.5), p95: at(0.95), max: at(1) };
  }
}

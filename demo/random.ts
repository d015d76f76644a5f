// Seeded random numbers: the only source of chance in the demo, so that a seed and a time decide every byte.

/** Hexadecimal digits are made this many 32-bit words at a time: one call into native code for many ids. */
const HEX_WORDS = 64;
const words = new Uint32Array(HEX_WORDS);
const wordBytes = Buffer.from(words.buffer);

/** A 32-bit hash of numbers, well mixed: neighbours give unrelated results. Uses the low 53 bits of each. */
export function mix(...values: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const value of values) {
    h = Math.imul(h ^ (value >>> 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13) ^ Math.floor(value / 4_294_967_296), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** A 32-bit hash of a text (FNV-1a, then mixed). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** A value in [0, 1) that belongs to these numbers alone: randomness without a stream. */
export function noise(...values: readonly number[]): number {
  return mix(...values) / 4_294_967_296;
}

/** A stream of random numbers (sfc32). */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;
  private digits = '';
  private digitsAt = 0;

  constructor(...seed: readonly number[]) {
    this.a = mix(1, ...seed);
    this.b = mix(2, ...seed);
    this.c = mix(3, ...seed);
    for (let i = 0; i < 12; i++) this.u32();
  }

  /** An integer in [0, 2^32). */
  u32(): number {
    const t = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** A number in [0, 1). */
  float(): number {
    return this.u32() / 4_294_967_296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.float() * list.length)] as T;
  }

  /** One of a list, its head far more often than its tail, as with products and customers. */
  pickSkewed<T>(list: readonly T[]): T {
    const f = this.float();
    return list[Math.floor(f * f * f * list.length)] as T;
  }

  /** Log-normal: half of the values lie under `median`, `sigma` says how long the tail is. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** The standard normal distribution. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.float())) * Math.cos(2 * Math.PI * this.float());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  /** How many events happen where `mean` are expected. */
  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.float(); product > limit; product *= this.float()) count++;
    return count;
  }

  /** Lower-case hexadecimal digits, at most 512. */
  hex(length: number): string {
    if (this.digitsAt + length > this.digits.length) {
      for (let i = 0; i < HEX_WORDS; i++) words[i] = this.u32();
      this.digits = wordBytes.toString('hex');
      this.digitsAt = 0;
    }
    this.digitsAt += length;
    return this.digits.slice(this.digitsAt - length, this.digitsAt);
  }
}

/** A table for drawing by weight: `draw(rng)` gives each value as often as its weight says. */
export function weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): (rng: Random) => T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  return (rng) => {
    let left = rng.float() * total;
    for (const [value, weight] of entries) {
      left -= weight;
      if (left < 0) return value;
    }
    return (entries[entries.length - 1] as readonly [T, number])[0];
  };
}

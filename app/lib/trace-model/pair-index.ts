// Numbers pairs of numbers: the same pair is the same number, new pairs are numbered in order. A map without objects.

/** Pairs of 32-bit numbers. Grows as needed. */
export class PairIndex {
  /** How many different pairs there are. */
  count = 0;
  private pairs = new Uint32Array(128);
  /** Number of a pair + 1; 0 is free. */
  private slots = new Uint32Array(128);
  private readonly seed = Math.floor(Math.random() * 0xffff_ffff);

  /** The number of a pair; one that is new gets the number `count` had before. */
  numberOf(a: number, b: number): number {
    const { pairs, slots } = this;
    const slot = this.findSlot(a, b);
    const held = slots[slot] as number;
    if (held !== 0) return held - 1;
    const number = this.count++;
    slots[slot] = number + 1;
    pairs[number * 2] = a;
    pairs[number * 2 + 1] = b;
    if (this.count * 2 === slots.length) this.grow();
    return number;
  }

  private findSlot(a: number, b: number): number {
    const { pairs, slots } = this;
    const mask = slots.length - 1;
    let hash = Math.imul(a ^ this.seed, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let held = slots[slot] as number; held !== 0; held = slots[slot] as number) {
      if (pairs[held * 2 - 2] === a && pairs[held * 2 - 1] === b) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const bigger = new Uint32Array(this.pairs.length * 2);
    bigger.set(this.pairs);
    this.pairs = bigger;
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let i = 0; i < this.count; i++)
      this.slots[this.findSlot(bigger[i * 2] as number, bigger[i * 2 + 1] as number)] = i + 1;
  }
}

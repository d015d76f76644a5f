// Finds spans by their ids without a JavaScript object per span: an open-addressed table over the bytes of the ids.

/** Ids of one column. Only entries that were added are found. */
export class IdIndex {
  private readonly words: Uint32Array;
  /** Entry + 1; 0 is free. */
  private readonly slots: Uint32Array;
  private readonly mask: number;
  /** Ids come from elsewhere: nobody can prepare ones that all meet in one slot. */
  private readonly seed = Math.floor(Math.random() * 0xffff_ffff);

  constructor(ids: BigUint64Array) {
    this.words = wordsOf(ids);
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, ids.length * 2)));
    this.slots = new Uint32Array(size);
    this.mask = size - 1;
  }

  /** Adds an entry. If another one with its id is there already, returns that one and changes nothing; else -1. */
  add(entry: number): number {
    const slot = this.findSlot(this.words[entry * 2] as number, this.words[entry * 2 + 1] as number);
    const held = this.slots[slot] as number;
    if (held === 0) this.slots[slot] = entry + 1;
    return held - 1;
  }

  /** Puts an entry in the place of the one with its id, or adds it. */
  replace(entry: number): void {
    this.slots[this.findSlot(this.words[entry * 2] as number, this.words[entry * 2 + 1] as number)] =
      entry + 1;
  }

  /** The entry with the id of these halves, or -1. */
  find(low: number, high: number): number {
    return (this.slots[this.findSlot(low, high)] as number) - 1;
  }

  /** Where the entry with this id is, or a free slot for it. */
  private findSlot(low: number, high: number): number {
    const { words, slots } = this;
    let hash = Math.imul(low ^ this.seed, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
    let slot = (hash ^ (hash >>> 13)) & this.mask;
    for (let held = slots[slot] as number; held !== 0; held = slots[slot] as number) {
      if (words[held * 2 - 2] === low && words[held * 2 - 1] === high) break;
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }
}

/** The ids as pairs of 32-bit words, low before high: reading a bigint allocates. */
export function wordsOf(ids: BigUint64Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
}

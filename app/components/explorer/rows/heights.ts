// Where each row of a long list stands, when rows have different heights. All rows have the usual height until they are
// measured; the differences are kept in a Fenwick tree, so a row's place and the row at a place cost O(log n). Pure.

export class Heights {
  /** The height of a row that was not measured, CSS pixels. */
  readonly usual: number;
  private readonly measured = new Map<number, number>();
  private tree = new Float64Array(1_025);

  constructor(usual: number) {
    this.usual = usual;
  }

  /** A row's height. */
  get(index: number): number {
    return this.measured.get(index) ?? this.usual;
  }

  /** Keeps what was measured; whether it differs from before. */
  set(index: number, height: number): boolean {
    const before = this.get(index);
    if (Math.abs(before - height) < 0.5) return false;
    this.measured.set(index, height);
    this.add(index, height - before);
    return true;
  }

  /** Where a row begins, from the top of the first one. */
  offset(index: number): number {
    let sum = index * this.usual;
    for (let node = Math.min(index, this.tree.length - 1); node > 0; node -= node & -node)
      sum += this.tree[node] ?? 0;
    return sum;
  }

  /** The row that covers a place; rows go on for ever. */
  at(offset: number): number {
    let index = 0;
    let rest = Math.max(0, offset);
    for (let step = highestPower(this.tree.length - 1); step >= 1; step /= 2) {
      const next = index + step;
      if (next >= this.tree.length) continue;
      const span = step * this.usual + (this.tree[next] ?? 0);
      if (span <= rest) {
        index = next;
        rest -= span;
      }
    }
    return index + Math.floor(rest / this.get(index));
  }

  /** The same list after so many rows came in front of it. */
  shifted(rows: number): Heights {
    const moved = new Heights(this.usual);
    for (const [index, height] of this.measured) if (index + rows >= 0) moved.set(index + rows, height);
    return moved;
  }

  private add(index: number, difference: number): void {
    if (index + 1 >= this.tree.length) this.grow(index + 2);
    for (let node = index + 1; node < this.tree.length; node += node & -node)
      this.tree[node] = (this.tree[node] ?? 0) + difference;
  }

  /** A longer tree, built again: the upper nodes of the old one do not know of the new rows. */
  private grow(least: number): void {
    let size = this.tree.length - 1;
    while (size + 1 < least) size *= 2;
    this.tree = new Float64Array(size + 1);
    for (const [index, height] of this.measured) {
      // `set` has recorded the newest one already; `add` is about to count it.
      if (index + 2 === least) continue;
      for (let node = index + 1; node <= size; node += node & -node)
        this.tree[node] = (this.tree[node] ?? 0) + (height - this.usual);
    }
  }
}

function highestPower(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

// Which lines of a comparison are shown, and how one goes from difference to difference. Pure.
import { CHANGES, type Change, type TraceDiff } from '#app/lib/trace-model/diff.ts';

/** Whether a node differs in any way. */
export function isDifferent(diff: TraceDiff, node: number): boolean {
  return CHANGES[diff.change[node] ?? 0] !== 'same' || diff.errorChange[node] !== 0;
}

/** Nodes in the order of the tree: all, or those that differ with the nodes above them. */
export function diffRows(diff: TraceDiff, isAll: boolean): Uint32Array {
  if (isAll) return diff.preorder;
  const shown = new Uint8Array(diff.count);
  for (let at = diff.preorder.length - 1; at >= 0; at -= 1) {
    const node = diff.preorder[at] ?? 0;
    if (isDifferent(diff, node)) shown[node] = 1;
    const above = diff.parent[node] ?? -1;
    if (shown[node] === 1 && above !== -1) shown[above] = 1;
  }
  return diff.preorder.filter((node) => shown[node] === 1);
}

/** The row of the next or previous difference from a row on (-1: before the first), going round; -1 without any. */
export function stepDifference(diff: TraceDiff, rows: Uint32Array, from: number, step: 1 | -1): number {
  const { length } = rows;
  for (let away = 1; away <= length; away += 1) {
    const at = ((((from === -1 && step === -1 ? 0 : from) + step * away) % length) + length) % length;
    if (isDifferent(diff, rows[at] ?? 0)) return at;
  }
  return -1;
}

/** Durations of a node on both sides, nanoseconds; undefined where the trace has no such span. */
export function durationsOf({ a, b, inA, inB }: TraceDiff, node: number) {
  const [left, right] = [inA[node] ?? -1, inB[node] ?? -1];
  return {
    before: left === -1 ? undefined : a.columns.duration[left],
    after: right === -1 ? undefined : b.columns.duration[right],
  };
}

/** Where spans of either side are on the line of time: shares of the width, 0 to 1. */
export interface DiffScale {
  readonly left: (span: number) => readonly [from: number, width: number];
  readonly right: (span: number) => readonly [from: number, width: number];
}

/** Both traces begin at the left. On a common scale the longer one fills the width; on their own each does. */
export function diffScale({ a, b }: Pick<TraceDiff, 'a' | 'b'>, isCommon: boolean): DiffScale {
  const [wholeA, wholeB] = [Math.max(1, a.end - a.begin), Math.max(1, b.end - b.begin)];
  const longer = Math.max(wholeA, wholeB);
  const place =
    ({ columns, begin }: TraceDiff['a'], whole: number) =>
    (span: number) =>
      [((columns.start[span] ?? 0) - begin) / whole, (columns.duration[span] ?? 0) / whole] as const;
  return { left: place(a, isCommon ? longer : wholeA), right: place(b, isCommon ? longer : wholeB) };
}

const WORDS: Readonly<Record<Exclude<Change, 'same'>, string>> = {
  added: 'added',
  removed: 'removed',
  slower: 'slower',
  faster: 'faster',
};

/** `3 added, 1 slower`; '' when nothing differs. */
export function countsText(diff: TraceDiff): string {
  let [fails, heals] = [0, 0];
  for (const change of diff.errorChange) {
    if (change === 1) fails += 1;
    else if (change === -1) heals += 1;
  }
  const parts = (['added', 'removed', 'slower', 'faster'] as const).map(
    (change) => [diff.counts[change], WORDS[change]] as const,
  );
  return [...parts, [fails, 'newly failing'] as const, [heals, 'no longer failing'] as const]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${new Intl.NumberFormat('en-US').format(count)} ${word}`)
    .join(', ');
}

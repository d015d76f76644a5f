// Which element shows which row of a window that moves over a long list. Pure.

/**
 * A key for each row from `first` up to, but without, `end`: rows that were there keep theirs, the others take those that
 * became free. `before` are the keys of the window that began at `beforeFirst`.
 */
export function reusedKeys(
  before: readonly number[],
  beforeFirst: number,
  first: number,
  end: number,
): readonly number[] {
  const free = before.filter((_, at) => beforeFirst + at < first || beforeFirst + at >= end);
  // In their order: elements that trade places would be moved in the document.
  free.reverse();
  let next = before.length === 0 ? 0 : Math.max(...before) + 1;
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => {
    const kept = before[first + at - beforeFirst];
    return kept ?? free.pop() ?? next++;
  });
}

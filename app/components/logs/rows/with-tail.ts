// The list of a live tail: rows that arrived above those that the search found.

import type { RowList } from '#app/components/explorer/rows/row-list.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';

/** As many rows as the tail keeps: with so many, those in between are gone, and the search's rows would not follow on. */
const FULL = 5_000;

/** `arrived` is newest first; rows that the search found too, by their ids, are shown once. */
export function withTail<List extends RowList<LogRow>>(
  found: List,
  arrived: readonly LogRow[],
  foundIds: ReadonlySet<string>,
): List {
  if (arrived.length === 0) return found;
  const isFull = arrived.length >= FULL;
  const fresh = isFull ? arrived : arrived.filter(({ id }) => !foundIds.has(id));
  const head = fresh.length;
  const index = new Map(fresh.map(({ id }, at) => [id, at]));
  return {
    ...found,
    head,
    count: isFull ? head : found.count + head,
    known: isFull ? head : found.known + head,
    complete: isFull || found.complete,
    row: (at: number) => (at < head ? fresh[at] : isFull ? undefined : found.row(at - head)),
    indexOf: (id: string) => {
      const at = index.get(id);
      if (at !== undefined || isFull) return at;
      const below = found.indexOf(id);
      return below === undefined ? undefined : below + head;
    },
  };
}

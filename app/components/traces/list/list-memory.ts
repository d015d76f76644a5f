// What the list was like when one left it, by the entry of the browser's history: going back finds it again.

import type { PageChain } from '#app/components/explorer/rows/use-pages.ts';
import type { FixedSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import type { ListSearch } from './trace-search.ts';

export interface RememberedList {
  readonly base: FixedSearch;
  readonly search: ListSearch;
  readonly chain: PageChain;
  /** The first row on the screen. */
  readonly first: number;
  readonly activeIndex: number | undefined;
}

/** Entries further back begin anew. */
const MOST = 20;
const lists = new Map<string, RememberedList>();

/** `entry` is the router's key of an entry of the history. */
export function rememberList(entry: string, list: RememberedList): void {
  lists.delete(entry);
  lists.set(entry, list);
  const oldest = lists.keys().next().value;
  if (lists.size > MOST && oldest !== undefined) lists.delete(oldest);
}

export function rememberedList(entry: string): RememberedList | undefined {
  return lists.get(entry);
}

// The searches of this browser: the last ones of each key, newest first, and walking through them with the arrow keys.
import { readStored, type Store, writeStored } from '#app/components/ui/browser-store.ts';

const MOST = 50;
/** A search longer than this is not remembered: it would fill the browser's store. */
const LONGEST = 10_000;

function storeKey(key: string): string {
  return `maple.searches.${key}`;
}

/** The remembered searches, newest first. What is not readable is as if it were not there. */
export function readHistory(store: Store | undefined, key: string): readonly string[] {
  const stored = readStored(store, storeKey(key));
  return Array.isArray(stored) ? stored.filter((it) => typeof it === 'string').slice(0, MOST) : [];
}

/** Puts a search first, once. */
export function remember(store: Store | undefined, key: string, search: string): void {
  const text = search.trim();
  if (text === '' || text.length > LONGEST) return;
  const entries = [text, ...readHistory(store, key).filter((it) => it !== text)].slice(0, MOST);
  writeStored(store, storeKey(key), entries);
}

/** Forgets all searches of the key. */
export function forget(store: Store | undefined, key: string): void {
  store?.removeItem(storeKey(key));
}

/** Where in the history the box is. */
export interface Walk {
  /** -1 is the text that was there before. */
  readonly at: number;
  readonly before: string;
}

export const NOT_WALKING: Walk = { at: -1, before: '' };

/**
 * One step to older (1) or newer (-1) searches. Undefined when the arrow key is not meant for the history: the text was
 * edited (it is neither empty, nor the searched one, nor the recalled one), or there is nothing in that direction.
 */
export function walkHistory(
  entries: readonly string[],
  walk: Walk,
  step: 1 | -1,
  text: string,
  searched: string,
): { readonly walk: Walk; readonly text: string } | undefined {
  const recalled = entries[walk.at];
  const isWalking = recalled !== undefined && recalled === text;
  if (!isWalking && text !== '' && text !== searched) return undefined;
  const before = isWalking ? walk.before : text;
  let at = (isWalking ? walk.at : -1) + step;
  while (step === 1 && entries[at] === text) at += 1;
  if (at < -1 || at >= entries.length) return undefined;
  return { walk: { at, before }, text: at === -1 ? before : (entries[at] ?? '') };
}

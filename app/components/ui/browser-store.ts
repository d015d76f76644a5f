// What this browser remembers for its user: JSON by key. Nothing depends on it: a browser may refuse, and another program may
// have written there.

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The browser's store; undefined on the server and where the browser forbids it. */
export function browserStore(): Store | undefined {
  try {
    return typeof window === 'undefined' ? undefined : window.localStorage;
  } catch {
    // Reading the property throws where site data is blocked.
    return undefined;
  }
}

/** What was written, of any shape; undefined when there is nothing that can be read. */
export function readStored(store: Store | undefined, key: string): unknown {
  try {
    return JSON.parse(store?.getItem(key) ?? 'null') ?? undefined;
  } catch {
    // Text that is no JSON is not ours.
    return undefined;
  }
}

/** Writes a value as JSON, where the browser lets it. */
export function writeStored(store: Store | undefined, key: string, value: unknown): void {
  try {
    store?.setItem(key, JSON.stringify(value));
  } catch {
    // A full store: the value lasts as long as the page.
  }
}

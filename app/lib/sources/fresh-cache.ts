// Remembers what was loaded for a short while; asked again while it loads, everybody waits for the one load.

interface Entry<Value> {
  readonly value: Promise<Value>;
  /** Milliseconds since the epoch; infinite until the value is there. */
  readonly loadedAt: number;
}

export interface FreshCache<Value> {
  /**
   * The value under the key, loaded when it is missing or older than `maxAgeMs`. Past `renewAfterMs` it is loaded anew while
   * the old one is handed out. A failed load is thrown to those who wait for it and not remembered.
   */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  /** Forgets every key that begins so. */
  drop(prefix: string): void;
  /** Forgets what `get` gave for the key, unless something newer is there by now. */
  dropValue(key: string, value: Promise<Value>): void;
}

interface CacheOptions {
  readonly maxAgeMs: number;
  /** Half of `maxAgeMs` by default. */
  readonly renewAfterMs?: number;
  /** The oldest entries give way to new ones. */
  readonly maxEntries: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An empty cache. */
export function createFreshCache<Value>(options: CacheOptions): FreshCache<Value> {
  const { maxAgeMs, renewAfterMs = maxAgeMs / 2, maxEntries, now } = options;
  const entries = new Map<string, Entry<Value>>();
  const refreshing = new Set<string>();

  function keep(key: string, entry: Entry<Value>): void {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  }

  function start(key: string, load: () => Promise<Value>): Promise<Value> {
    const value = load();
    const pending: Entry<Value> = { value, loadedAt: Number.POSITIVE_INFINITY };
    keep(key, pending);
    value.then(
      () => {
        if (entries.get(key) === pending) keep(key, { value, loadedAt: now() });
      },
      () => {
        if (entries.get(key) === pending) entries.delete(key);
      },
    );
    return value;
  }

  function refresh(key: string, old: Entry<Value>, load: () => Promise<Value>): void {
    if (refreshing.has(key)) return;
    refreshing.add(key);
    load()
      .then(
        (fresh) => {
          if (entries.get(key) === old) keep(key, { value: Promise.resolve(fresh), loadedAt: now() });
        },
        () => {
          // The old value stays until its age is up; the load that follows then reports why it fails.
        },
      )
      .finally(() => refreshing.delete(key));
  }

  return {
    get(key, load) {
      const found = entries.get(key);
      const age = found === undefined ? Number.POSITIVE_INFINITY : now() - found.loadedAt;
      if (found === undefined || age >= maxAgeMs) return start(key, load);
      if (age >= renewAfterMs) refresh(key, found, load);
      return found.value;
    },

    drop(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) entries.delete(key);
    },

    dropValue(key, value) {
      if (entries.get(key)?.value === value) entries.delete(key);
    },
  };
}

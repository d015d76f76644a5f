// Knows when this process is storing rows, so that live tail looks at once, and far enough back.
import type { Inserter } from '#app/lib/clickhouse/inserter.server.ts';

/** One table of one database. */
export interface ArrivalPlace {
  readonly database: string;
  readonly table: string;
}

/** Told when an insert has ended, with the time (milliseconds) at which it began: its rows arrived since then. */
export type OnArrival = (startedMs: number) => void;

export interface Arrivals {
  /** The same inserter, watched. */
  watch(inserter: Inserter): Inserter;
  /** Tells of every insert into a table that ends from now on; answers how to stop that. */
  listen(place: ArrivalPlace, onArrival: OnArrival): () => void;
  /** When the oldest insert into a table that has not ended yet began; undefined when there is none. */
  oldestUnderWay(place: ArrivalPlace): number | undefined;
}

/** `now` in milliseconds since the epoch. */
export function createArrivals(now: () => number = Date.now): Arrivals {
  const listeners = new Map<string, Set<OnArrival>>();
  /** By place, in the order of their begin. */
  const underWay = new Map<string, Set<{ readonly startedMs: number }>>();

  function begin(keys: readonly string[]): () => void {
    const insert = { startedMs: now() };
    for (const key of keys) {
      const inserts = underWay.get(key) ?? new Set();
      underWay.set(key, inserts.add(insert));
    }
    return () => {
      for (const key of keys) {
        const inserts = underWay.get(key);
        inserts?.delete(insert);
        if (inserts?.size === 0) underWay.delete(key);
        for (const onArrival of listeners.get(key) ?? []) onArrival(insert.startedMs);
      }
    };
  }

  return {
    watch: (inserter) => ({
      async insert(database, blocks) {
        const end = begin([...new Set(blocks.map(({ table }) => keyOf({ database, table })))]);
        try {
          await inserter.insert(database, blocks);
        } finally {
          // One that failed may have stored a part.
          end();
        }
      },
      get stats() {
        return inserter.stats;
      },
      stop: (graceMs) => inserter.stop(graceMs),
    }),

    listen(place, onArrival) {
      const key = keyOf(place);
      const found = listeners.get(key) ?? new Set();
      listeners.set(key, found.add(onArrival));
      return () => {
        found.delete(onArrival);
        if (found.size === 0) listeners.delete(key);
      };
    },

    oldestUnderWay(place) {
      const [oldest] = underWay.get(keyOf(place)) ?? [];
      return oldest?.startedMs;
    },
  };
}

function keyOf({ database, table }: ArrivalPlace): string {
  return `${database}\u0000${table}`;
}

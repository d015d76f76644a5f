// What teams sent on each day (UTC): counted in memory, written every few seconds and at the stop, read with both together.
import { and, between, eq, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import type { Signal } from '#app/lib/otlp/decode.ts';
import { ingestDays, teams } from '#drizzle/schema.ts';

const DAY_MS = 86_400_000;
const FLUSH_MS = 3_000;

/** Amounts of one day. */
export interface Amounts {
  /** Bytes of the bodies, uncompressed. */
  readonly bytes: number;
  readonly records: number;
  /** Requests refused because a quota was reached. */
  readonly refused: number;
}

export interface DayCount extends Amounts {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly signal: Signal;
}

export interface IngestDays {
  /** The days from `fromDay` to `toDay` (days since 1970, both included) on which something came, oldest first, up to this moment. */
  counts(teamId: string, fromDay: number, toDay: number): DayCount[];
  /** All signals of today together. From memory, but for the first time of a day. */
  todays(teamId: string): Amounts;
  /** Adds to a day; negative amounts take back. */
  add(teamId: string, day: number, signal: Signal, amounts: Partial<Amounts>): void;
  /** Today, in days since 1970, UTC. */
  today(): number;
  /** Writes what was counted since the last time. Throws what SQLite throws; nothing is lost then. */
  flush(): void;
  /** Ends the writing by time, and writes the rest. */
  stop(): void;
}

interface IngestDaysOptions {
  readonly db: Database;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly flushMs?: number;
}

interface Pending {
  readonly teamId: string;
  readonly day: number;
  readonly signal: Signal;
  amounts: Amounts;
}

const NOTHING: Amounts = { bytes: 0, records: 0, refused: 0 };

export function createIngestDays(options: IngestDaysOptions): IngestDays {
  const { db, log, now = Date.now, flushMs = FLUSH_MS } = options;
  let pending = new Map<string, Pending>();
  /** Today's sums by team, as far as somebody asked. */
  const sums = new Map<string, { day: number; amounts: Amounts }>();
  const today = () => Math.floor(now() / DAY_MS);

  function counts(teamId: string, fromDay: number, toDay: number): DayCount[] {
    const found = new Map<string, DayCount>();
    const stored = db
      .select()
      .from(ingestDays)
      .where(and(eq(ingestDays.teamId, teamId), between(ingestDays.day, fromDay, toDay)))
      .all();
    for (const { teamId: _, ...row } of stored) found.set(`${row.day} ${row.signal}`, row);
    for (const one of pending.values()) {
      if (one.teamId !== teamId || one.day < fromDay || one.day > toDay) continue;
      const { day, signal } = one;
      const key = `${day} ${signal}`;
      found.set(key, { day, signal, ...plus(found.get(key) ?? NOTHING, one.amounts) });
    }
    return [...found.values()].sort((a, b) => a.day - b.day || a.signal.localeCompare(b.signal));
  }

  function flush(): void {
    if (pending.size === 0) return;
    immediately(db, (tx) => {
      // A team that was deleted meanwhile takes its counts with it.
      const there = new Set(
        tx
          .select({ id: teams.id })
          .from(teams)
          .all()
          .map(({ id }) => id),
      );
      for (const { teamId, day, signal, amounts } of pending.values()) {
        if (!there.has(teamId)) continue;
        tx.insert(ingestDays)
          .values({ teamId, day, signal, ...amounts })
          .onConflictDoUpdate({
            target: [ingestDays.teamId, ingestDays.day, ingestDays.signal],
            set: {
              bytes: sql`${ingestDays.bytes} + ${amounts.bytes}`,
              records: sql`${ingestDays.records} + ${amounts.records}`,
              refused: sql`${ingestDays.refused} + ${amounts.refused}`,
            },
          })
          .run();
      }
    });
    pending = new Map();
  }

  const timer = setInterval(() => {
    try {
      flush();
    } catch (error) {
      log.warn({ err: error }, 'what teams sent could not be noted; it is tried again');
    }
  }, flushMs);
  timer.unref();

  return {
    counts,
    flush,
    today,

    todays(teamId) {
      const day = today();
      const known = sums.get(teamId);
      if (known?.day === day) return known.amounts;
      const amounts = counts(teamId, day, day).reduce<Amounts>(plus, NOTHING);
      sums.set(teamId, { day, amounts });
      return amounts;
    },

    add(teamId, day, signal, amounts) {
      const added = { ...NOTHING, ...amounts };
      const key = `${teamId} ${day} ${signal}`;
      const known = pending.get(key);
      if (known) known.amounts = plus(known.amounts, added);
      else pending.set(key, { teamId, day, signal, amounts: added });
      const sum = sums.get(teamId);
      if (sum?.day === day) sum.amounts = plus(sum.amounts, added);
    },

    stop() {
      clearInterval(timer);
      flush();
    },
  };
}

function plus(one: Amounts, other: Amounts): Amounts {
  return {
    bytes: one.bytes + other.bytes,
    records: one.records + other.records,
    refused: one.refused + other.refused,
  };
}

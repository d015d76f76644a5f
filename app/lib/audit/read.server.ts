// Reads the audit log: pages and a stream of everything, newest first, of what the reader may see.
import { setImmediate as breathe } from 'node:timers/promises';
import { and, desc, eq, gte, lt, min, or, type SQL, sql } from 'drizzle-orm';
import { parseTime } from '#app/lib/core/time.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { auditLog } from '#drizzle/schema.ts';
import { type AuditReader, inPlace, placesOf, shownTo } from './places.server.ts';
import type { AuditEntry, AuditFilter, AuditPage, AuditRequest } from './schema.ts';

/**
 * Entries that are looked at in one go. SQLite answers on the thread that serves everybody, so a search for what is rare goes
 * through the log in steps of some milliseconds.
 */
const STEP = 2_000;
/** Entries that one page looks at; the next one goes on from there. */
const MOST_STEPS = 100;

type Row = typeof auditLog.$inferSelect;

/** A page of what matches. `nowMs` is what `now-7d` is counted from. Throws `forbidden` and `bad_request`. */
export async function readAuditPage(
  db: Database,
  reader: AuditReader,
  { limit, cursor, ...filter }: AuditRequest,
  nowMs: number,
  signal?: AbortSignal,
): Promise<AuditPage> {
  const entries: AuditEntry[] = [];
  let steps = 0;
  for await (const { rows, last } of walk(db, reader, filter, nowMs, { before: cursor, limit: limit + 1 })) {
    signal?.throwIfAborted();
    entries.push(...rows.map((row) => shownTo(reader, row)));
    if (entries.length > limit) {
      entries.length = limit;
      return { entries, nextCursor: entries.at(-1)?.id ?? null, searchedTo: null };
    }
    steps += 1;
    if (last !== undefined && steps >= MOST_STEPS)
      return { entries, nextCursor: last.id, searchedTo: last.at.toISOString() };
  }
  return { entries, nextCursor: null, searchedTo: null };
}

/** All that matches, a step's worth at a time. Throws as `readAuditPage`, at once and not when it is read. */
export function readAuditEntries(
  db: Database,
  reader: AuditReader,
  filter: AuditFilter,
  nowMs: number,
): AsyncGenerator<readonly AuditEntry[]> {
  const steps = walk(db, reader, filter, nowMs);
  return (async function* () {
    for await (const { rows } of steps) if (rows.length > 0) yield rows.map((row) => shownTo(reader, row));
  })();
}

interface Step {
  readonly rows: readonly Row[];
  /** The oldest entry that was looked at; undefined when there are no older ones. */
  readonly last: Pick<Row, 'id' | 'at'> | undefined;
}

interface Walk {
  /** Entries older than this one. */
  readonly before?: number | undefined;
  /** Ends when so many were found. */
  readonly limit?: number;
}

/** Checks what is asked for, then goes back in time. */
function walk(
  db: Database,
  reader: AuditReader,
  filter: AuditFilter,
  nowMs: number,
  { before = Number.MAX_SAFE_INTEGER, limit = Number.MAX_SAFE_INTEGER }: Walk = {},
): AsyncGenerator<Step> {
  const places = placesOf(db, reader, filter.of);
  const matches = conditionOf(filter, nowMs);
  const bounds = idsOf(db, filter, nowMs);

  /** Where the next step ends: found in the index of the teams alone. */
  function lowestOf(upTo: number): { id: number; isLast: boolean } | undefined {
    const ids = places.flatMap(({ of }) =>
      db
        .select({ id: auditLog.id })
        .from(auditLog)
        .where(and(of, lt(auditLog.id, upTo), gte(auditLog.id, bounds.first)))
        .orderBy(desc(auditLog.id))
        .limit(STEP)
        .all(),
    );
    const step = ids.sort((a, b) => b.id - a.id).slice(0, STEP);
    const lowest = step.at(-1);
    return lowest && { id: lowest.id, isLast: step.length < STEP };
  }

  return (async function* () {
    let upTo = Math.min(before, bounds.before);
    let wanted = limit;
    while (wanted > 0) {
      const lowest = lowestOf(upTo);
      if (lowest === undefined) return;
      const inStep = and(lt(auditLog.id, upTo), gte(auditLog.id, lowest.id));
      const rows = db
        .select()
        .from(auditLog)
        .where(and(or(...places.map((place) => and(inPlace(place), inStep))), matches))
        .orderBy(desc(auditLog.id))
        .limit(Math.min(wanted, STEP))
        .all();
      wanted -= rows.length;
      const last = lowest.isLast
        ? undefined
        : db
            .select({ id: auditLog.id, at: auditLog.at })
            .from(auditLog)
            .where(eq(auditLog.id, lowest.id))
            .get();
      yield { rows, last };
      if (last === undefined) return;
      upTo = lowest.id;
      await breathe();
    }
  })();
}

function conditionOf(filter: AuditFilter, nowMs: number): SQL | undefined {
  const { actor, action, targetKind, targetId, outcome, address, text } = filter;
  const { fromMs, toMs } = timesOf(filter, nowMs);
  return and(
    fromMs === undefined ? undefined : gte(auditLog.at, new Date(fromMs)),
    toMs === undefined ? undefined : lt(auditLog.at, new Date(toMs)),
    outcome && eq(auditLog.outcome, outcome),
    targetKind ? eq(auditLog.targetKind, targetKind) : undefined,
    targetId ? eq(auditLog.targetId, targetId) : undefined,
    actor ? or(eq(auditLog.actorId, actor), contains(auditLog.actorName, actor)) : undefined,
    action
      ? or(eq(auditLog.action, action), begins(auditLog.action, `${action.replace(/\.$/, '')}.`))
      : undefined,
    address ? begins(auditLog.address, address) : undefined,
    text
      ? or(
          contains(auditLog.actorName, text),
          contains(auditLog.targetName, text),
          contains(auditLog.targetId, text),
          // As it is written in JSON.
          ...[auditLog.before, auditLog.after].map((column) =>
            contains(column, JSON.stringify(text).slice(1, -1)),
          ),
        )
      : undefined,
  );
}

type Column = (typeof auditLog)[
  | 'actorName'
  | 'before'
  | 'after'
  | 'action'
  | 'address'
  | 'targetName'
  | 'targetId'];

function contains(column: Column, text: string): SQL {
  return sql`${column} LIKE ${`%${escaped(text)}%`} ESCAPE '\\'`;
}

function begins(column: Column, text: string): SQL {
  return sql`${column} LIKE ${`${escaped(text)}%`} ESCAPE '\\'`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/**
 * The ends of the range as ids, so that nothing outside of it is looked at, nor what is added meanwhile. Exact also where the
 * clock was put back, and each found by looking at what is newer than it: most people ask for the last days.
 */
function idsOf(db: Database, filter: AuditFilter, nowMs: number): { first: number; before: number } {
  const { fromMs, toMs } = timesOf(filter, nowMs);
  const lowest = db.select({ id: min(auditLog.id) }).from(auditLog);
  const ids = db.select({ id: auditLog.id }).from(auditLog).orderBy(desc(auditLog.id)).limit(1);
  const first =
    fromMs === undefined
      ? 0
      : (lowest.where(gte(auditLog.at, new Date(fromMs))).get()?.id ?? Number.MAX_SAFE_INTEGER);
  // The plus keeps SQLite from its index of times, in which it would go through all that is older.
  const last = (toMs === undefined ? ids : ids.where(sql`+${auditLog.at} < ${toMs}`)).get()?.id ?? 0;
  return { first, before: last + 1 };
}

function timesOf(
  { from, to }: AuditFilter,
  nowMs: number,
): { fromMs: number | undefined; toMs: number | undefined } {
  const at = (text: string | undefined) => (text ? Number(parseTime(text, nowMs) / 1_000_000n) : undefined);
  return { fromMs: at(from), toMs: at(to) };
}

// Drops entries of the audit log that are older than they are kept, and notes that it did.
import { setImmediate as breathe } from 'node:timers/promises';
import { count, inArray, lt, max, min } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { auditLog } from '#drizzle/schema.ts';
import { recordAudit } from './record.server.ts';

interface RetentionOptions {
  readonly db: Database;
  /** Whole days, at least 30: the database refuses to drop what is newer. */
  readonly days: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Entries of one transaction: others write between them. */
const AT_ONCE = 5_000;
const SYSTEM = {
  actor: { kind: 'system', name: 'Audit log retention' },
  client: { address: '', userAgent: '' },
} as const;

/** Applies the retention now and every hour until it is stopped. */
export function startAuditRetention(options: RetentionOptions): { stop(): Promise<void> } {
  let stopped = false;
  let running = Promise.resolve();
  const apply = () => {
    running = running
      .then(() => dropOldEntries(options, () => stopped))
      .then(() => undefined)
      .catch((error: unknown) => options.log.error({ err: error }, 'old audit entries could not be dropped'));
  };
  apply();
  const hourly = setInterval(apply, HOUR_MS);
  return {
    stop() {
      stopped = true;
      clearInterval(hourly);
      return running;
    },
  };
}

/**
 * Drops whole days (UTC) that are past, so that there is one entry about it each day and not each hour. Answers how many
 * entries went. What was dropped is noted in the transaction that drops it.
 */
export async function dropOldEntries(
  { db, days, now = Date.now }: RetentionOptions,
  isStopped: () => boolean = () => false,
): Promise<number> {
  const before = new Date(Math.floor((now() - days * DAY_MS) / DAY_MS) * DAY_MS);
  let dropped = 0;
  while (!isStopped()) {
    const entries = dropSome(db, before, days);
    dropped += entries;
    if (entries < AT_ONCE) break;
    await breathe();
  }
  return dropped;
}

function dropSome(db: Database, before: Date, days: number): number {
  return immediately(db, (tx) => {
    const oldest = tx
      .select({ id: auditLog.id })
      .from(auditLog)
      .where(lt(auditLog.at, before))
      .orderBy(auditLog.at, auditLog.id)
      .limit(AT_ONCE);
    const found = tx
      .select({
        entries: count(),
        first: min(auditLog.id),
        last: max(auditLog.id),
        from: min(auditLog.at),
        to: max(auditLog.at),
      })
      .from(auditLog)
      .where(inArray(auditLog.id, oldest))
      .get();
    if (!found?.entries) return 0;
    tx.delete(auditLog).where(inArray(auditLog.id, oldest)).run();
    recordAudit(tx, SYSTEM, {
      action: 'audit.drop',
      target: { kind: 'audit_log', id: '', name: 'Audit log' },
      before: found,
      after: { keptDays: days },
      teamId: null,
    });
    return found.entries;
  });
}

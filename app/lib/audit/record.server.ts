// Writes the audit log: who did what, from where, to what. Whoever changes something records it in the transaction of the change.
import type { Caller } from '#app/lib/auth/tenant.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { auditLog } from '#drizzle/schema.ts';
import { changeWithoutSecrets, shortText } from './without-secrets.ts';

/** The database, or a transaction on it. */
export type AuditSink = Pick<Database, 'insert'>;

/** What was done. */
export interface AuditEntry {
  /** The kind of thing and the verb, as `member.remove`, `source.create`, `session.sign_in`, `logs.export`. */
  readonly action: `${string}.${string}`;
  /** What it was done to. `id` is empty for what has none; `name` is what people know it by, now. */
  readonly target: { readonly kind: string; readonly id: string; readonly name: string };
  /** What of it was there before, and is there now: only what the change is about. Secrets in it are masked, by their names and by their form. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** `done` unless it was refused. */
  readonly outcome?: 'done' | 'refused';
  /** The team it belongs to; that of the caller when it is left out, null for what belongs to the installation. */
  readonly teamId?: string | null;
}

const LONGEST_TEXT = 500;

/** Adds an entry. `caller`: a tenant, a person, or what else acts. */
export function recordAudit(
  sink: AuditSink,
  caller: Caller & { readonly teamId?: string },
  entry: AuditEntry,
): void {
  const { actor, client } = caller;
  sink
    .insert(auditLog)
    .values({
      teamId: entry.teamId === undefined ? (caller.teamId ?? null) : entry.teamId,
      actorKind: actor.kind,
      ...actorOf(actor),
      address: client.address,
      userAgent: shortText(client.userAgent, LONGEST_TEXT),
      action: entry.action,
      outcome: entry.outcome ?? 'done',
      targetKind: entry.target.kind,
      targetId: shortText(entry.target.id, LONGEST_TEXT),
      targetName: shortText(entry.target.name, LONGEST_TEXT),
      ...changeWithoutSecrets(entry.before, entry.after),
    })
    .run();
}

function actorOf(actor: Caller['actor']): { actorId: string; actorName: string } {
  if (actor.kind === 'user') return { actorId: actor.userId, actorName: actor.email };
  if (actor.kind === 'key') return { actorId: actor.keyId, actorName: actor.name };
  return { actorId: '', actorName: actor.kind === 'system' ? actor.name : 'this machine' };
}

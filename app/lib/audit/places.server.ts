// What of the audit log a reader may see: the entries of a team, those about the sign-ins of its people, those of the installation.
import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { auditLog } from '#drizzle/schema.ts';
import type { AuditEntry, AuditFilter } from './schema.ts';

/** In a team its admins; in none who administrates the installation. */
export type AuditReader = Tenant | Person;

/** Some entries of the log. */
export interface Place {
  /** What an index leads to: how far one has looked is counted in these. */
  readonly of: SQL;
  /** Which of them are seen; all of them without it. */
  readonly seen?: SQL;
}

/** What says how a sign-in was tried, and nothing of where else the person is. */
const OF_SIGN_IN = new Set(['method', 'provider', 'reason']);

export function isTenant(reader: AuditReader): reader is Tenant {
  return 'teamId' in reader;
}

/** The places whose entries the reader sees. Throws `forbidden`. */
export function placesOf(db: Database, reader: AuditReader, of: AuditFilter['of']): Place[] {
  const isInstanceAdmin = reader.actor.kind === 'user' && reader.actor.isInstanceAdmin;
  if (isTenant(reader) && !reader.scopes.has('admin'))
    throw new AppError('forbidden', 'Only admins of the team may read its audit log.');
  if (!isInstanceAdmin && (of === 'installation' || !isTenant(reader)))
    throw new AppError('forbidden', 'Only who administrates this installation may read its entries.');
  const ofTeam = isTenant(reader) ? [{ of: eq(auditLog.teamId, reader.teamId) }] : [];
  if (of === 'team') return ofTeam;
  if (!isInstanceAdmin && isTenant(reader))
    return [...ofTeam, { of: isNull(auditLog.teamId), seen: signInsOf(reader) }];
  const ofInstallation = [
    { of: isNull(auditLog.teamId) },
    ...deletedTeams(db).map((id) => ({ of: eq(auditLog.teamId, id) })),
  ];
  return of === 'installation' ? ofInstallation : [...ofTeam, ...ofInstallation];
}

/** Of a place, and seen there. */
export function inPlace({ of, seen }: Place): SQL {
  return seen ? sql`(${of} AND ${seen})` : of;
}

/**
 * Signing in and out, also in vain, of who is in the team, since they are. A wrong password says only which email was typed, so
 * that of a member is taken for the member.
 */
function signInsOf({ teamId }: Tenant): SQL {
  const isMember = (user: SQL) => sql`EXISTS (SELECT 1 FROM users JOIN members ON members.user_id = users.id
    WHERE ${user} AND members.team_id = ${teamId} AND members.created_at <= ${auditLog.at})`;
  const isSignIn = inArray(auditLog.action, ['session.sign_in', 'session.sign_out']);
  const ofMember = sql`CASE WHEN ${auditLog.targetId} = '' THEN ${isMember(sql`users.email = lower(trim(${auditLog.targetName}))`)}
    ELSE ${isMember(sql`users.id = ${auditLog.targetId}`)} END`;
  return sql`(${and(isSignIn, eq(auditLog.targetKind, 'user'), ofMember)})`;
}

/** The teams that have entries and that nobody is in any more: who else could read what was done in them? */
function deletedTeams(db: Database): string[] {
  // From one team to the next in the index, whatever the number of their entries.
  const found = db.all<{ id: string }>(sql`
    WITH RECURSIVE team(id) AS (
      SELECT min(team_id) FROM audit_log
      UNION ALL SELECT (SELECT min(team_id) FROM audit_log WHERE team_id > team.id) FROM team WHERE team.id IS NOT NULL
    )
    SELECT id FROM team WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM teams WHERE drop_after IS NULL)`);
  return found.map(({ id }) => id);
}

/** An entry as the reader sees it. */
export function shownTo(reader: AuditReader, row: typeof auditLog.$inferSelect): AuditEntry {
  const isOfTeam = isTenant(reader) && row.teamId === reader.teamId;
  const isWhole = isOfTeam || (reader.actor.kind === 'user' && reader.actor.isInstanceAdmin);
  return {
    id: row.id,
    at: row.at.toISOString(),
    isOfTeam,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    address: row.address,
    userAgent: row.userAgent,
    action: row.action,
    outcome: row.outcome,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    before: isWhole ? row.before : null,
    after: isWhole ? row.after : ofSignIn(row.after),
  };
}

function ofSignIn(after: unknown): unknown {
  if (typeof after !== 'object' || after === null) return null;
  return Object.fromEntries(Object.entries(after).filter(([name]) => OF_SIGN_IN.has(name)));
}

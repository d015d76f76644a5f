// Who is in a team: listed, given another role, taken out. Each change is one transaction that checks the rules as they are then.
import { and, count, eq, gt, isNull, max, or, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { revokeInvitationsOf } from '#app/lib/auth/invitations-of.server.ts';
import { revokeKeysOf } from '#app/lib/auth/keys.server.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately, type Transaction } from '#app/lib/db/immediately.ts';
import { apiKeys, identityProviders, members, sessions, users } from '#drizzle/schema.ts';
import type { TeamMember } from './member-schema.ts';
import { ROLES, refuseLeaving, refuseRemoval, refuseRoleChange } from './role-rules.ts';
import { ownersOf, refusing, standingOf } from './standing.server.ts';

export interface Members {
  /** Owners first, then by name. When somebody was last here and how they sign in is for admins only. */
  list(tenant: Tenant): TeamMember[];
  /** A lesser role takes the keys and invitations that are beyond it. Throws `not_found`, `forbidden`, and `conflict` for the last owner. */
  changeRole(tenant: Tenant, userId: string, role: Role): void;
  /** Takes somebody out, with the keys and invitations that they made. Throws as `changeRole`. */
  remove(tenant: Tenant, userId: string): { readonly revokedKeys: number };
  /** As `remove`, oneself. */
  leave(tenant: Tenant): { readonly revokedKeys: number };
}

interface MembersOptions {
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export function createMembers({ db, now = Date.now }: MembersOptions): Members {
  function find(tx: Transaction, { teamId }: Tenant, userId: string) {
    const found = tx
      .select({ role: members.role, email: users.email })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(and(eq(members.teamId, teamId), eq(members.userId, userId)))
      .get();
    if (found === undefined) throw new AppError('not_found', 'There is no such person in this team.');
    return found;
  }

  const isSelf = ({ actor }: Tenant, userId: string) => actor.kind === 'user' && actor.userId === userId;

  function take(tx: Transaction, tenant: Tenant, userId: string) {
    const { teamId } = tenant;
    const { role, email } = find(tx, tenant, userId);
    const subject = { role, isSelf: isSelf(tenant, userId), owners: ownersOf(tx, teamId) };
    refusing(subject.isSelf ? refuseLeaving(subject) : refuseRemoval(standingOf(tx, tenant), subject));
    tx.delete(members)
      .where(and(eq(members.teamId, teamId), eq(members.userId, userId)))
      .run();
    // They know these keys and links, and would come back in by them.
    const revokedKeys = revokeKeysOf(tx, teamId, userId).length;
    revokeInvitationsOf(tx, teamId, userId);
    recordAudit(tx, tenant, {
      action: subject.isSelf ? 'member.leave' : 'member.remove',
      target: { kind: 'user', id: userId, name: email },
      before: { role },
      after: { revokedKeys },
    });
    return { revokedKeys };
  }

  return {
    list(tenant) {
      const { teamId } = tenant;
      const isForAdmin = tenant.scopes.has('admin');
      const nowDate = new Date(now());
      const lastSeen = db
        .select({ userId: sessions.userId, at: max(sessions.updatedAt).as('at') })
        .from(sessions)
        .groupBy(sessions.userId)
        .as('last_seen');
      const keys = db
        .select({ userId: apiKeys.createdBy, count: count().as('count') })
        .from(apiKeys)
        .where(
          and(
            eq(apiKeys.teamId, teamId),
            isNull(apiKeys.revokedAt),
            or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, nowDate)),
          ),
        )
        .groupBy(apiKeys.createdBy)
        .as('keys');
      const rows = db
        .select({
          userId: users.id,
          name: users.name,
          email: users.email,
          role: members.role,
          isInstanceAdmin: users.isInstanceAdmin,
          since: members.createdAt,
          provider: identityProviders.name,
          lastSeenAt: lastSeen.at,
          hasTwoFactor: users.twoFactorEnabled,
          keys: keys.count,
        })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .leftJoin(identityProviders, eq(identityProviders.id, members.providerId))
        .leftJoin(lastSeen, eq(lastSeen.userId, users.id))
        .leftJoin(keys, eq(keys.userId, users.id))
        .where(eq(members.teamId, teamId))
        .orderBy(sql`lower(${users.name})`, users.id)
        .all();
      return rows
        .map((row) => ({
          ...row,
          since: row.since.toISOString(),
          lastSeenAt: isForAdmin ? (row.lastSeenAt?.toISOString() ?? null) : null,
          hasTwoFactor: isForAdmin ? row.hasTwoFactor === true : null,
          keys: isForAdmin ? (row.keys ?? 0) : null,
        }))
        .sort((left, right) => ROLES.indexOf(left.role) - ROLES.indexOf(right.role));
    },

    changeRole: (tenant, userId, to) =>
      immediately(db, (tx) => {
        const { teamId } = tenant;
        const { role, email } = find(tx, tenant, userId);
        const subject = { role, isSelf: isSelf(tenant, userId), owners: ownersOf(tx, teamId) };
        refusing(refuseRoleChange(standingOf(tx, tenant), subject, to));
        if (role === to) return;
        // From now on a person decides, not the provider's groups.
        tx.update(members)
          .set({ role: to, providerId: null })
          .where(and(eq(members.teamId, teamId), eq(members.userId, userId)))
          .run();
        const revokedKeys = revokeKeysOf(tx, teamId, userId, to).length;
        revokeInvitationsOf(tx, teamId, userId, to);
        recordAudit(tx, tenant, {
          action: 'member.role',
          target: { kind: 'user', id: userId, name: email },
          before: { role },
          after: { role: to, ...(revokedKeys > 0 && { revokedKeys }) },
        });
      }),

    remove: (tenant, userId) => immediately(db, (tx) => take(tx, tenant, userId)),

    leave(tenant) {
      const { actor } = tenant;
      if (actor.kind !== 'user') throw new AppError('forbidden', 'Only a person can leave a team.');
      return immediately(db, (tx) => take(tx, tenant, actor.userId));
    },
  };
}

// Ends invitations whose maker could not make them any more, a person or a key: a link kept back would let the maker in again.
import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import { invitations } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import type { Role } from './scopes.ts';

/** What a person in a role may invite others to be. */
export const INVITES: Readonly<Record<Role, readonly Role[]>> = {
  owner: ['owner', 'admin', 'member', 'viewer'],
  admin: ['admin', 'member', 'viewer'],
  member: [],
  viewer: [],
};

/**
 * Revokes the open invitations that somebody made for a team: all of them when they leave; with a `role` that they get instead,
 * those that it may not make.
 *
 * @param tx the transaction that changes the membership
 */
export function revokeInvitationsOf(
  tx: Pick<Database, 'update'>,
  teamId: string,
  userId: string,
  role?: Role,
): void {
  const kept = role === undefined ? [] : INVITES[role];
  const ended = INVITES.owner.filter((invited) => !kept.includes(invited));
  tx.update(invitations)
    .set({ revokedAt: new Date() })
    .where(
      and(
        eq(invitations.teamId, teamId),
        eq(invitations.invitedBy, userId),
        inArray(invitations.role, ended),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .run();
}

/** Revokes the open invitations that were made with a key, in the transaction that ends it; how many there were. */
export function revokeInvitationsOfKey(tx: Pick<Database, 'update'>, keyId: string): number {
  return tx
    .update(invitations)
    .set({ revokedAt: new Date() })
    .where(and(eq(invitations.keyId, keyId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)))
    .run().changes;
}

/** Open invitations that were made with a key end at this time at the latest. */
export function shortenInvitationsOfKey(tx: Pick<Database, 'update'>, keyId: string, expiresAt: Date): void {
  tx.update(invitations)
    .set({ expiresAt })
    .where(
      and(eq(invitations.keyId, keyId), isNull(invitations.acceptedAt), gt(invitations.expiresAt, expiresAt)),
    )
    .run();
}

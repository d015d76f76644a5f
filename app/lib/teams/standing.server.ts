// What a caller is in a team at the moment of a change, read in its transaction, and refusals as errors.
import { and, count, eq } from 'drizzle-orm';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { members, users } from '#drizzle/schema.ts';
import type { Refusal, Standing } from './role-rules.ts';

type Reader = Pick<Database, 'select'>;

/**
 * The caller's standing now, which may be another than when the request came. A key that may administrate is an admin.
 * Throws `forbidden` for whoever is no longer in the team.
 */
export function standingOf(reader: Reader, { actor, teamId, scopes }: Tenant): Standing {
  if (actor.kind === 'key') return { role: scopes.has('admin') ? 'admin' : 'viewer', isInstanceAdmin: false };
  const found =
    actor.kind === 'user'
      ? reader
          .select({ role: members.role, isInstanceAdmin: users.isInstanceAdmin })
          .from(members)
          .innerJoin(users, eq(users.id, members.userId))
          .where(and(eq(members.teamId, teamId), eq(members.userId, actor.userId)))
          .get()
      : undefined;
  if (found === undefined) throw new AppError('forbidden', 'You are not in this team.');
  return found;
}

/** Owners of the team. */
export function ownersOf(reader: Reader, teamId: string): number {
  const found = reader
    .select({ count: count() })
    .from(members)
    .where(and(eq(members.teamId, teamId), eq(members.role, 'owner')))
    .get();
  return found?.count ?? 0;
}

/** Throws what stands against something. */
export function refusing(refusal: Refusal | undefined): void {
  if (refusal === undefined) return;
  const { code, message, hint } = refusal;
  throw new AppError(code, message, hint === undefined ? {} : { hint });
}

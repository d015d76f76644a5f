// Who administrates the installation: listed, added, taken away. Each change is one transaction, so that there is always one.
import { and, asc, count, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { normalEmail } from '#app/lib/auth/email.ts';
import { endChallenges } from '#app/lib/auth/sessions.server.ts';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately, type Transaction } from '#app/lib/db/immediately.ts';
import { sessions, users } from '#drizzle/schema.ts';
import type { Administrator } from './administrator-schema.ts';

export interface Administrators {
  /** By name. */
  list(): Administrator[];
  /** Makes somebody one who has an account; nothing when they are. Throws `not_found`, and `forbidden` for who is none any more. */
  add(person: Person, email: string): void;
  /** Takes it from somebody, or oneself; where a provider is enforced, with the sessions that only administrators may have. Throws `not_found`, `conflict` for the last one, and `forbidden` for who is none any more. */
  remove(person: Person, userId: string): void;
}

interface AdministratorsOptions {
  readonly db: Database;
  /** The name of the provider where people with this address have to sign in; administrators need not. */
  readonly enforcedProvider?: (email: string) => string | undefined;
}

export function createAdministrators({ db, enforcedProvider }: AdministratorsOptions): Administrators {
  function set(tx: Transaction, person: Person, user: { id: string; email: string }, to: boolean): void {
    tx.update(users).set({ isInstanceAdmin: to }).where(eq(users.id, user.id)).run();
    const isBound = !to && enforcedProvider?.(user.email) !== undefined;
    recordAudit(tx, person, {
      action: 'user.admin',
      target: { kind: 'user', id: user.id, name: user.email },
      before: { isInstanceAdmin: !to },
      after: { isInstanceAdmin: to, ...(isBound && { endedSessions: endOwnSessions(tx, user.id) }) },
      teamId: null,
    });
  }

  return {
    list: () =>
      db
        .select({
          userId: users.id,
          name: users.name,
          email: users.email,
          hasTwoFactor: sql`coalesce(${users.twoFactorEnabled}, 0)`.mapWith(Boolean),
        })
        .from(users)
        .where(eq(users.isInstanceAdmin, true))
        .orderBy(asc(sql`lower(${users.name})`), users.id)
        .all(),

    add(person, text) {
      const email = normalEmail(text);
      immediately(db, (tx) => {
        refuseUnlessAdministrator(tx, person);
        const user = email && tx.select().from(users).where(eq(users.email, email)).get();
        if (!user)
          throw new AppError('not_found', 'There is no account with this email.', {
            hint: 'Invite them to a team first.',
          });
        if (!user.isInstanceAdmin) set(tx, person, user, true);
      });
    },

    remove(person, userId) {
      immediately(db, (tx) => {
        refuseUnlessAdministrator(tx, person);
        const user = tx.select().from(users).where(isAdministrator(userId)).get();
        if (user === undefined) throw new AppError('not_found', 'There is no such administrator.');
        const found = tx.select({ count: count() }).from(users).where(eq(users.isInstanceAdmin, true)).get();
        if ((found?.count ?? 0) < 2)
          throw new AppError(
            'conflict',
            'The installation needs an administrator, and this is the last one.',
            {
              hint: 'Make somebody else one first.',
            },
          );
        set(tx, person, user, false);
      });
    },
  };
}

/** From now on they sign in at their provider, so what they began in another way ends; how many sessions that were. */
function endOwnSessions(tx: Transaction, userId: string): number {
  const isOwn = or(isNull(sessions.method), ne(sessions.method, 'provider'));
  endChallenges(tx, userId);
  return tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), isOwn))
    .run().changes;
}

function isAdministrator(userId: string) {
  return and(eq(users.id, userId), eq(users.isInstanceAdmin, true));
}

/** Throws `forbidden`: what the caller was when the request came may be over. */
export function refuseUnlessAdministrator(tx: Transaction, { actor }: Person): void {
  if (tx.select({ id: users.id }).from(users).where(isAdministrator(actor.userId)).get() === undefined)
    throw new AppError('forbidden', 'Only who administrates this installation may do this.');
}

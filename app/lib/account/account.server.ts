// A person's own account: what is in it, the name, the sessions.
import { and, asc, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { Auth } from '#app/lib/auth/auth.server.ts';
import { CREDENTIAL } from '#app/lib/auth/credential.ts';
import { normalEmail } from '#app/lib/auth/email.ts';
import { passkeyHost } from '#app/lib/auth/passkey-host.ts';
import { endChallenges } from '#app/lib/auth/sessions.server.ts';
import { accountProviderOf } from '#app/lib/auth/sso/providers.server.ts';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { deviceOf } from '#app/lib/core/device.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { accounts, passkeys, sessions, teams, users } from '#drizzle/schema.ts';
import type { Account, SignInOptions } from './schema.ts';

export interface Accounts {
  signInOptions(): SignInOptions;
  /** The provider that people with this address have to use: only its domain counts, not whether there is an account. */
  providerFor(email: string): { readonly id: string; readonly name: string } | undefined;
  /** All teams of the installation by name, for its administrators. */
  teams(): { readonly id: string; readonly name: string }[];
  /** `sessionId`: the session that asks. */
  of(person: Person, sessionId: string | undefined): Account;
  /** Audited. */
  rename(person: Person, name: string): void;
  /** Ends one of the person's sessions. Audited. Throws `not_found`. */
  revokeSession(person: Person, id: string): void;
  /** Ends all but one. Audited. */
  revokeOthers(person: Person, sessionId: string | undefined): void;
}

interface AccountsOptions {
  readonly db: Database;
  readonly auth: Auth;
  /** The address people use. */
  readonly url: string;
}

export function createAccounts({ db, auth, url }: AccountsOptions): Accounts {
  const { providers, reset } = auth;
  const rpId = passkeyHost(url)?.rpId;
  const targetOf = ({ actor }: Person) => ({ kind: 'user', id: actor.userId, name: actor.email });

  return {
    signInOptions: () => ({
      providers: providers
        .list()
        .filter(({ isEnabled }) => isEnabled)
        .map(({ id, name, preset }) => ({ id, name, preset })),
      canMail: reset.canMail,
      passkeyHost: rpId,
    }),

    providerFor(text) {
      const email = normalEmail(text);
      const provider = email === undefined ? undefined : providers.enforcedFor(email);
      return provider && { id: provider.id, name: provider.name };
    },

    teams: () =>
      db
        .select({ id: teams.id, name: teams.name })
        .from(teams)
        .where(isNull(teams.dropAfter))
        .orderBy(asc(sql`lower(${teams.name})`))
        .all(),

    of({ actor: { userId } }, sessionId) {
      const user = db.select().from(users).where(eq(users.id, userId)).get();
      if (user === undefined) throw new AppError('unauthorized', 'Your account is gone.');
      const ways = db.select().from(accounts).where(eq(accounts.userId, userId)).all();
      const alive = and(
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, new Date()),
        gt(sessions.createdAt, new Date(Date.now() - auth.lifetime.maxMs)),
      );
      return {
        name: user.name,
        email: user.email,
        hasPassword: ways.some(({ providerId, password }) => providerId === CREDENTIAL && password !== null),
        hasTwoFactor: user.twoFactorEnabled === true,
        passkeys: db
          .select()
          .from(passkeys)
          .where(eq(passkeys.userId, userId))
          .orderBy(passkeys.createdAt)
          .all()
          .map((passkey) => ({
            id: passkey.id,
            name: passkey.name ?? 'Passkey',
            createdAt: passkey.createdAt.toISOString(),
            isSynced: passkey.backedUp,
          })),
        providers: providers
          .list()
          .filter(({ id }) => ways.some(({ providerId }) => providerId === accountProviderOf(id)))
          .map(({ name }) => name),
        enforcedProvider: providers.isBoundElsewhere(user.email)
          ? providers.enforcedFor(user.email)?.name
          : undefined,
        sessions: db
          .select()
          .from(sessions)
          .where(alive)
          .orderBy(desc(sessions.updatedAt))
          .all()
          .map((session) => ({
            id: session.id,
            device: deviceOf(session.userAgent ?? ''),
            address: session.ipAddress ?? '',
            since: session.createdAt.toISOString(),
            lastUsed: session.updatedAt.toISOString(),
            isThis: session.id === sessionId,
          })),
        passkeyHost: rpId,
      };
    },

    rename(person, name) {
      immediately(db, (tx) => {
        const before = { name: person.actor.name };
        tx.update(users).set({ name }).where(eq(users.id, person.actor.userId)).run();
        recordAudit(tx, person, {
          action: 'user.rename',
          target: targetOf(person),
          before,
          after: { name },
          teamId: null,
        });
      });
    },

    revokeSession(person, id) {
      immediately(db, (tx) => {
        const gone = tx
          .delete(sessions)
          .where(and(eq(sessions.id, id), eq(sessions.userId, person.actor.userId)))
          .returning()
          .get();
        if (gone === undefined) throw new AppError('not_found', 'This session is over already.');
        recordAudit(tx, person, {
          action: 'session.revoke',
          target: targetOf(person),
          before: { device: deviceOf(gone.userAgent ?? ''), address: gone.ipAddress },
          teamId: null,
        });
      });
    },

    revokeOthers(person, sessionId) {
      immediately(db, (tx) => {
        const mine = eq(sessions.userId, person.actor.userId);
        const { changes } = tx
          .delete(sessions)
          .where(and(mine, ne(sessions.id, sessionId ?? '')))
          .run();
        endChallenges(tx, person.actor.userId);
        recordAudit(tx, person, {
          action: 'session.revoke',
          target: targetOf(person),
          before: { others: changes },
          teamId: null,
        });
      });
    },
  };
}

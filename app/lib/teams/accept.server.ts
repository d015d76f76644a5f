// Invitations as the one sees them who is invited: what the link says, and joining, signed in or with a new account.
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { credentialOf } from '#app/lib/auth/credential.ts';
import { normalEmail } from '#app/lib/auth/email.ts';
import { hashSecret } from '#app/lib/auth/hash-secret.ts';
import { checkNewPassword } from '#app/lib/auth/new-password.server.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import type { Caller, Person } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately, type Transaction } from '#app/lib/db/immediately.ts';
import { accounts, invitations, members, teams, users } from '#drizzle/schema.ts';
import { Attempts } from './attempts.ts';
import type { InvitationView, Joined, JoinInput } from './invitation-schema.ts';
import { wasMailed } from './invitation-token.server.ts';
import { isHigher } from './role-rules.ts';

type Client = Caller['client'];

export interface Acceptance {
  /** What a link says. `person`: who is signed in. Throws `rate_limited`. */
  view(client: Client, token: string, person: Person | undefined): InvitationView;
  /**
   * The person joins, once; a higher role that they have stays. Throws `not_found` for an unknown token, `conflict` for one that
   * is used, expired or revoked, `forbidden` for another person's, `rate_limited`.
   */
  accept(person: Person, token: string): Joined;
  /**
   * Makes an account and joins with it. The address counts as verified when the link was mailed to it. Throws as `accept`, and
   * `bad_request` or `weak_password` for what is wrong with the input, `conflict` when the address has an account.
   */
  join(client: Client, input: JoinInput): Promise<Joined>;
}

interface AcceptanceOptions {
  readonly db: Database;
  /** What to keep of a password. */
  readonly hashPassword: (password: string) => Promise<string>;
  /** The name of the provider where people with this address have to sign in, so that they may have no password here. */
  readonly enforcedProvider?: (email: string) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Of one address in a minute: a token cannot be guessed, but a password is slow to hash. */
const MOST_TRIES = 30;
const MINUTE_MS = 60_000;

export function createAcceptance({
  db,
  hashPassword,
  enforcedProvider,
  now = Date.now,
}: AcceptanceOptions): Acceptance {
  const tries = new Attempts({ most: MOST_TRIES, windowMs: MINUTE_MS });

  function limit({ address }: Client): void {
    const retryAfter = tries.add(address, now());
    if (retryAfter === undefined) return;
    throw new AppError('rate_limited', `Too many attempts. Wait ${retryAfter} s and try again.`, {
      retryAfter,
    });
  }

  function find(reader: Pick<Database, 'select'>, token: string) {
    return reader
      .select({
        invitation: invitations,
        teamId: teams.id,
        teamName: teams.name,
        slug: teams.slug,
        dropAfter: teams.dropAfter,
        invitedBy: users.name,
      })
      .from(invitations)
      .innerJoin(teams, eq(teams.id, invitations.teamId))
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(eq(invitations.tokenHash, hashSecret(token)))
      .get();
  }
  type Found = NonNullable<ReturnType<typeof find>>;

  function stateOf({ invitation, dropAfter }: Found): 'open' | 'used' | 'revoked' | 'expired' {
    if (invitation.acceptedAt !== null) return 'used';
    if (invitation.revokedAt !== null || dropAfter !== null) return 'revoked';
    return invitation.expiresAt.getTime() <= now() ? 'expired' : 'open';
  }

  /** The open invitation of a token. */
  function findOpen(tx: Transaction, token: string): Found {
    const found = find(tx, token);
    if (found === undefined) throw unknownLink();
    const state = stateOf(found);
    if (state !== 'open') throw new AppError('conflict', CLOSED[state], { hint: 'Ask for a new one.' });
    return found;
  }

  function roleIn(reader: Pick<Database, 'select'>, teamId: string, userId: string): Role | undefined {
    return reader
      .select({ role: members.role })
      .from(members)
      .where(and(eq(members.teamId, teamId), eq(members.userId, userId)))
      .get()?.role;
  }

  /** Uses the invitation up, in the transaction in which it was found open. */
  function take(tx: Transaction, caller: Caller, userId: string, email: string, found: Found): Joined {
    const { invitation, teamId, teamName, slug } = found;
    const before = roleIn(tx, teamId, userId);
    const keeps = before !== undefined && !isHigher(invitation.role, before);
    const role = keeps ? before : invitation.role;
    if (!keeps)
      tx.insert(members)
        .values({ teamId, userId, role, createdAt: new Date(now()) })
        .onConflictDoUpdate({ target: [members.teamId, members.userId], set: { role, providerId: null } })
        .run();
    tx.update(invitations)
      .set({ acceptedAt: new Date(now()), acceptedBy: userId })
      .where(eq(invitations.id, invitation.id))
      .run();
    recordAudit(tx, caller, {
      action: 'invitation.accept',
      target: { kind: 'user', id: userId, name: email },
      before: { role: before ?? null },
      after: { role, invitation: invitation.id },
      teamId,
    });
    return { slug, teamName, role };
  }

  return {
    view(client, token, person) {
      limit(client);
      const found = find(db, token);
      if (found === undefined) return { state: 'unknown' };
      const { invitation, teamId, teamName, slug } = found;
      const state = stateOf(found);
      const userId = person?.actor.userId;
      const role = userId === undefined ? undefined : roleIn(db, teamId, userId);
      if (state === 'used' && role !== undefined && invitation.acceptedBy === userId)
        return { state: 'accepted', teamName, slug };
      if (state !== 'open') return { state };
      const { email } = invitation;
      return {
        state,
        teamName,
        role: invitation.role,
        invitedBy: found.invitedBy,
        email,
        expiresAt: invitation.expiresAt.toISOString(),
        mustSignIn: email !== null && (hasAccount(db, email) || enforcedProvider?.(email) !== undefined),
        viewer:
          person === undefined
            ? null
            : {
                email: person.actor.email,
                name: person.actor.name,
                role: role ?? null,
                isInvited: email === null || email === normalEmail(person.actor.email),
              },
      };
    },

    accept(person, token) {
      limit(person.client);
      const { userId, email } = person.actor;
      return immediately(db, (tx) => {
        const found = findOpen(tx, token);
        const invited = found.invitation.email;
        if (invited !== null && invited !== normalEmail(email))
          throw new AppError('forbidden', `This invitation is for ${invited}, and you are ${email}.`, {
            hint: 'Sign in with that address.',
          });
        if (invited !== null && wasMailed(token))
          tx.update(users).set({ emailVerified: true }).where(eq(users.id, userId)).run();
        return take(tx, person, userId, email, found);
      });
    },

    async join(client, { token, name, password, ...input }) {
      limit(client);
      const before = db.transaction((tx) => findOpen(tx, token));
      const email = before.invitation.email ?? input.email;
      if (email === undefined) throw new AppError('bad_request', 'Enter your email address.');
      if (input.email !== undefined && input.email !== email)
        throw new AppError('forbidden', `This invitation is for ${email}.`);
      const provider = enforcedProvider?.(email);
      if (provider !== undefined)
        throw new AppError('forbidden', `People with this address sign in with ${provider}.`, {
          hint: 'Do that, and open the link again.',
        });
      await checkNewPassword(password, { name, email });
      const hash = await hashPassword(password);
      return immediately(db, (tx) => {
        const found = findOpen(tx, token);
        if (hasAccount(tx, email))
          throw new AppError('conflict', `There is an account of ${email} already.`, {
            hint: 'Sign in with it, and open the link again.',
          });
        const userId = randomUUID();
        tx.insert(users)
          .values({ id: userId, name, email, emailVerified: wasMailed(token) })
          .run();
        tx.insert(accounts).values(credentialOf(userId, hash)).run();
        const actor = { kind: 'user', userId, email, name, isInstanceAdmin: false } as const;
        return take(tx, { actor, client }, userId, email, found);
      });
    },
  };
}

const CLOSED = {
  used: 'This invitation was used already.',
  revoked: 'This invitation was taken back.',
  expired: 'This invitation has expired.',
} as const;

function unknownLink(): AppError {
  return new AppError('not_found', 'This invitation is not known.', {
    hint: 'The link may have been copied in part, or a newer one has taken its place.',
  });
}

function hasAccount(reader: Pick<Database, 'select'>, email: string): boolean {
  return reader.select({ id: users.id }).from(users).where(eq(users.email, email)).get() !== undefined;
}

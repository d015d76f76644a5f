// How long sessions last, and what Maple keeps with each: how it was begun. Better Auth makes and reads them.
import { and, eq, isNull, like, or, type SQL, sql } from 'drizzle-orm';
import { passkeys, sessions, verifications } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import { credentialIdOf } from './passkey-answer.ts';
import { methodOf, type SessionOrigin, SIGN_IN_METHODS } from './second-factor.ts';
import type { SessionLifetime } from './session-lifetime.ts';
import type { SignInRequest } from './sign-in-guard.server.ts';

/** How exact the last use of a session is, in seconds; spares a write per request. */
const LAST_USED_STEP_S = 5 * 60;

/** Whoever makes a passkey signed in so many seconds ago at most: it outlasts a session that was stolen. */
const FRESH_S = 60 * 60;

/** The request to a sign-in endpoint that is being answered, and the session that it came with. */
export interface Asking {
  readonly request: SignInRequest;
  readonly session: SessionOrigin | undefined;
}

/** The part of Better Auth's options that is about sessions. `asking`: what is being answered. */
export function sessionOptions({ idleMs }: SessionLifetime, asking: () => Asking | undefined) {
  return {
    session: {
      expiresIn: idleMs / 1_000,
      updateAge: LAST_USED_STEP_S,
      freshAge: FRESH_S,
      additionalFields: {
        method: { type: 'string', required: false, input: false },
        providerId: { type: 'string', required: false, input: false },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { readonly userId: string; readonly providerId?: unknown }) => {
            const asked = asking();
            const method = methodOf(asked?.request.path ?? '', asked?.session);
            const providerId = method === 'provider' ? session.providerId : null;
            return { data: { ...session, method, providerId } };
          },
        },
      },
    },
  } as const;
}

/** What Better Auth keeps for Maple with a session. */
export function originOf(session: {
  readonly method?: string | null | undefined;
  readonly providerId?: string | null | undefined;
}): SessionOrigin {
  const method = SIGN_IN_METHODS.find((one) => one === session.method) ?? null;
  return { method, providerId: session.providerId ?? null };
}

/** Sessions from before the setting was shorter end when they would under it. */
export function shortenSessions(db: Database, { idleMs }: SessionLifetime): void {
  const end = sql`min(${sessions.expiresAt}, ${sessions.updatedAt} + ${idleMs})`;
  db.update(sessions)
    .set({ expiresAt: end, updatedAt: sql`${sessions.updatedAt}` })
    .run();
}

/** Ends a session that was begun too long ago; whether it did. */
export function endIfOld(
  db: Database,
  { id, createdAt }: { readonly id: string; readonly createdAt: Date },
  { maxMs }: SessionLifetime,
): boolean {
  if (createdAt.getTime() + maxMs > Date.now()) return false;
  db.delete(sessions).where(eq(sessions.id, id)).run();
  return true;
}

/**
 * Ends what a person has begun by password and not by code yet, wherever their sessions end: the password may be an old one by now, or no
 * way in any more.
 */
export function endChallenges(db: Pick<Database, 'delete'>, userId: string): void {
  db.delete(verifications)
    .where(and(like(verifications.identifier, '2fa-%'), eq(verifications.value, userId)))
    .run();
}

/**
 * After a change of the password challenges by the old one end. After a second factor was set up or taken away: a passkey that the device has just checked stands behind the session by password in which
 * it was made, if it is still there; once one is removed, no session counts as begun with a passkey; and once the account asks for a code,
 * what was begun without one ends.
 */
export function noteProof(
  db: Database,
  { path, body }: Pick<SignInRequest, 'path' | 'body'>,
  { id, userId }: { readonly id: string; readonly userId: string },
): void {
  const byPassword = or(isNull(sessions.method), eq(sessions.method, 'password'));
  const note = (method: 'passkey' | 'password', which: SQL | undefined) =>
    db
      .update(sessions)
      .set({ method, updatedAt: sql`${sessions.updatedAt}` })
      .where(and(eq(sessions.userId, userId), which))
      .run();
  if (path === '/passkey/verify-registration' && hasPasskey(db, userId, body.response))
    note('passkey', and(eq(sessions.id, id), byPassword));
  // Which passkey a session was begun with is not kept: with another one that is still there, one signs in again.
  if (path === '/passkey/delete-passkey') note('password', eq(sessions.method, 'passkey'));
  if (path === '/change-password') endChallenges(db, userId);
  if (path === '/two-factor/verify-totp')
    db.delete(sessions)
      .where(and(eq(sessions.userId, userId), byPassword))
      .run();
}

/** Whether the passkey that a device answered with is one of the person's. */
function hasPasskey(db: Database, userId: string, response: unknown): boolean {
  const id = credentialIdOf(response);
  if (id === undefined) return false;
  const found = and(eq(passkeys.userId, userId), eq(passkeys.credentialID, id));
  return db.select({ id: passkeys.id }).from(passkeys).where(found).get() !== undefined;
}

// A forgotten password: a link by mail, or one that an administrator makes, that sets a new one. Good once, for an hour.
import { randomBytes } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { accounts, sessions, users } from '#drizzle/schema.ts';
import { recordAudit } from '../audit/record.server.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';
import type { Mailer } from '../net/mail.server.ts';
import { CREDENTIAL, credentialOf } from './credential.ts';
import { normalEmail } from './email.ts';
import { type Lockout, lockoutKeyOf } from './lockout.server.ts';
import type { OneTime } from './one-time.server.ts';
import { SIGN_IN } from './sign-in-guard.server.ts';
import type { IdentityProviders } from './sso/providers.server.ts';
import type { Caller, Person } from './tenant.server.ts';

export interface Reset {
  /** Whether people can ask for a link themselves. */
  readonly canMail: boolean;
  /**
   * Sends a link when there is such an account that has a password or may have one. Returns before it has looked, so that neither the answer nor its
   * time tells whether there is.
   */
  request(email: string, client: Caller['client']): void;
  /** A link for somebody, made by an administrator of the installation. Audited. Throws `not_found`, `conflict`. */
  createLink(person: Person, email: string): { url: string; expiresAt: Date };
  /** Sets the password, ends all sessions, and takes away every other link. Audited. Throws `bad_request` for a link that is used, old or false. */
  complete(token: string, newPassword: string, client: Caller['client']): Promise<void>;
  /** Whether a link can still be used. */
  isGood(token: string): boolean;
}

interface ResetOptions {
  readonly db: Database;
  readonly url: string;
  readonly mailer: Mailer;
  readonly oneTime: OneTime;
  readonly lockout: Lockout;
  readonly providers: IdentityProviders;
  readonly log: Logger;
  readonly now?: () => number;
}

const VALID_MS = 60 * 60_000;
const MAIL = {
  subject: 'Set a new password for Maple',
  text: (link: string) =>
    `Somebody asked for a new password for your account in Maple.\n\nSet it here within an hour:\n${link}\n\nIf it was not you, do nothing: the password stays as it is.\n`,
};

export function createReset(options: ResetOptions): Reset {
  const { db, url, mailer, oneTime, lockout, providers, log, now = () => Date.now() } = options;
  const userByEmail = (email: string) =>
    db.select({ id: users.id, email: users.email }).from(users).where(eq(users.email, email)).get();

  function newLink(userId: string): { url: string; expiresAt: Date } {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now() + VALID_MS);
    // Whoever asks twice uses the later one.
    oneTime.dropByValue('reset', userId);
    oneTime.put('reset', token, userId, expiresAt);
    return { url: `${url}/reset?token=${token}`, expiresAt };
  }

  async function send(email: string, client: Caller['client']): Promise<void> {
    const user = userByEmail(email);
    if (user === undefined || providers.isBoundElsewhere(email)) return;
    await mailer.send({ to: user.email, subject: MAIL.subject, text: MAIL.text(newLink(user.id).url) });
    recordAudit(
      db,
      { actor: SIGN_IN, client },
      {
        action: 'password.reset_mail',
        target: { kind: 'user', id: user.id, name: user.email },
        teamId: null,
      },
    );
  }

  return {
    canMail: mailer.isConfigured,
    request(text, client) {
      const email = normalEmail(text);
      if (email === undefined || !mailer.isConfigured) return;
      setImmediate(() => {
        send(email, client).catch((error: unknown) => log.error({ err: error }, 'a reset link was not sent'));
      });
    },
    createLink(person, text) {
      const email = normalEmail(text);
      const user = email === undefined ? undefined : userByEmail(email);
      if (user === undefined) throw new AppError('not_found', 'There is no account with this email.');
      if (providers.isBoundElsewhere(user.email))
        throw new AppError(
          'conflict',
          'People of this domain sign in with their provider only, without a password.',
        );
      const link = newLink(user.id);
      recordAudit(db, person, {
        action: 'password.reset_link',
        target: { kind: 'user', id: user.id, name: user.email },
        after: { expiresAt: link.expiresAt.toISOString() },
        teamId: null,
      });
      return link;
    },
    isGood: (token) => oneTime.peek('reset', token) !== undefined,
    async complete(token, newPassword, client) {
      const hash = await hashPassword(newPassword);
      const userId = oneTime.take('reset', token);
      const user =
        userId === undefined ? undefined : db.select().from(users).where(eq(users.id, userId)).get();
      if (user === undefined || providers.isBoundElsewhere(user.email))
        throw new AppError('bad_request', 'This link was used already, or its hour is over.', {
          hint: 'Ask for a new one on the sign-in page.',
        });
      immediately(db, (tx) => {
        const credential = and(eq(accounts.userId, user.id), eq(accounts.providerId, CREDENTIAL));
        const { changes } = tx.update(accounts).set({ password: hash }).where(credential).run();
        if (changes === 0) tx.insert(accounts).values(credentialOf(user.id, hash)).run();
        tx.delete(sessions).where(eq(sessions.userId, user.id)).run();
        const { id: targetId, email } = user;
        recordAudit(
          tx,
          { actor: SIGN_IN, client },
          {
            action: 'password.reset',
            target: { kind: 'user', id: targetId, name: email },
            teamId: null,
          },
        );
      });
      oneTime.dropByValue('reset', user.id);
      lockout.clear(user.email);
      lockout.clear(lockoutKeyOf(user.id));
    },
  };
}

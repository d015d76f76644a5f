// A forgotten password: a link by mail, or one that an administrator makes, that sets a new one. Good once, for an hour.
import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { accounts, passkeys, sessions, twoFactors, users } from '#drizzle/schema.ts';
import { type AuditEntry, recordAudit } from '../audit/record.server.ts';
import { AppError } from '../core/errors.ts';
import type { Database } from '../db/db.server.ts';
import { immediately, type Transaction } from '../db/immediately.ts';
import type { Mailer } from '../net/mail.server.ts';
import { CREDENTIAL, credentialOf } from './credential.ts';
import type { CredentialNotices } from './credential-notices.server.ts';
import { normalEmail } from './email.ts';
import { type Lockout, lockoutKeyOf } from './lockout.server.ts';
import { createMailBudget } from './mail-budget.server.ts';
import { checkNewPassword } from './new-password.server.ts';
import type { OneTime } from './one-time.server.ts';
import type { Passwords } from './passwords.server.ts';
import { endChallenges } from './sessions.server.ts';
import { SIGN_IN } from './sign-in-guard.server.ts';
import type { IdentityProviders } from './sso/providers.server.ts';
import type { Caller } from './tenant.server.ts';

export interface Reset {
  /** Whether people can ask for a link themselves. */
  readonly canMail: boolean;
  /**
   * Sends a link when there is such an account that has a password or may have one, three times an hour at most: after that the last link
   * stays good. Returns before it has looked, so that neither the answer nor its time tells whether there is such an account, or such a link.
   */
  request(email: string, client: Caller['client']): void;
  /** A link for somebody, made by an administrator of the installation or on its machine. Audited. Throws `not_found`, `conflict`. */
  createLink(caller: Caller, email: string): { url: string; expiresAt: Date };
  /**
   * Sets the password, ends all sessions, removes the passkeys, and takes away every other link. The second factor goes too when an administrator
   * made the link: that is the way back in without the phone, which a mailbox alone must not be. Audited. Throws `weak_password`, `bad_request` for a link that is
   * used, old or false.
   */
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
  readonly notices: CredentialNotices;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly log: Logger;
  readonly now?: () => number;
}

const VALID_MS = 60 * 60_000;
/** To one person in an hour. Anybody may ask for them, and each ends the link before. */
const MOST_MAILS = 3;
/** Marks, behind the id of the user, a link that an administrator made. */
const BY_ADMINISTRATOR = ' by administrator';
const MAIL = {
  subject: 'Set a new password for Maple',
  text: (link: string) =>
    `Somebody asked for a new password for your account in Maple.\n\nSet it here within an hour:\n${link}\n\nThat signs out everybody who is signed in with your account, and removes its passkeys. Codes of your second factor are still asked for.\n\nIf it was not you, do nothing: everything stays as it is. ${MOST_MAILS} of these mails are sent in an hour at most, and only the last link works.\n`,
};

export function createReset(options: ResetOptions): Reset {
  const {
    db,
    url,
    mailer,
    oneTime,
    lockout,
    providers,
    notices,
    passwords,
    log,
    now = () => Date.now(),
  } = options;
  const budget = createMailBudget(oneTime, 'reset_mail', MOST_MAILS, now);
  const userByEmail = (email: string) =>
    db.select({ id: users.id, email: users.email }).from(users).where(eq(users.email, email)).get();

  function dropLinks(userId: string): void {
    oneTime.dropByValue('reset', userId);
    oneTime.dropByValue('reset', userId + BY_ADMINISTRATOR);
  }

  function recordMail(
    { id, email }: { readonly id: string; readonly email: string },
    client: Caller['client'],
    refusal: Pick<AuditEntry, 'outcome' | 'after'> = {},
  ): void {
    const target = { kind: 'user', id, name: email };
    recordAudit(
      db,
      { actor: SIGN_IN, client },
      { action: 'password.reset_mail', target, teamId: null, ...refusal },
    );
  }

  /** Whose link it is, by its value. Throws `bad_request` when it is none, or of no use to them. */
  function ownerOf(value = '') {
    const isByAdministrator = value.endsWith(BY_ADMINISTRATOR);
    const userId = isByAdministrator ? value.slice(0, -BY_ADMINISTRATOR.length) : value;
    const user = db.select().from(users).where(eq(users.id, userId)).get();
    if (user === undefined || providers.isBoundElsewhere(user.email))
      throw new AppError('bad_request', 'This link was used already, or its hour is over.', {
        hint: 'Ask for a new one on the sign-in page.',
      });
    return { isByAdministrator, user };
  }

  function newLink(userId: string, mark = ''): { url: string; expiresAt: Date } {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now() + VALID_MS);
    // Whoever asks twice uses the later one. What an administrator made is not ended by what anybody may ask for.
    if (mark === BY_ADMINISTRATOR) dropLinks(userId);
    else oneTime.dropByValue('reset', userId);
    oneTime.put('reset', token, userId + mark, expiresAt);
    return { url: `${url}/reset?token=${token}`, expiresAt };
  }

  async function send(email: string, client: Caller['client']): Promise<void> {
    const user = userByEmail(email);
    if (user === undefined || providers.isBoundElsewhere(email)) return;
    if (budget.reserve(user.id) > 0) {
      const after = { reason: `${MOST_MAILS} were mailed within the hour` };
      return recordMail(user, client, { outcome: 'refused', after });
    }
    try {
      await mailer.send({ to: user.email, subject: MAIL.subject, text: MAIL.text(newLink(user.id).url) });
    } catch (error) {
      budget.giveBack(user.id);
      throw error;
    }
    recordMail(user, client);
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
    createLink(caller, text) {
      const email = normalEmail(text);
      const user = email === undefined ? undefined : userByEmail(email);
      if (user === undefined) throw new AppError('not_found', 'There is no account with this email.');
      if (providers.isBoundElsewhere(user.email))
        throw new AppError(
          'conflict',
          'People of this domain sign in with their provider only, without a password.',
        );
      const link = newLink(user.id, BY_ADMINISTRATOR);
      recordAudit(db, caller, {
        action: 'password.reset_link',
        target: { kind: 'user', id: user.id, name: user.email },
        after: { expiresAt: link.expiresAt.toISOString() },
        teamId: null,
      });
      return link;
    },
    isGood: (token) => oneTime.peek('reset', token) !== undefined,
    async complete(token, newPassword, client) {
      // Who has no link costs nothing. A password that is refused leaves the link good for the next try.
      await checkNewPassword(newPassword, ownerOf(oneTime.peek('reset', token)).user);
      const hash = await passwords.hash(newPassword);
      const { user, isByAdministrator } = ownerOf(oneTime.take('reset', token));
      const removed = immediately(db, (tx) => {
        const credential = and(eq(accounts.userId, user.id), eq(accounts.providerId, CREDENTIAL));
        const { changes } = tx.update(accounts).set({ password: hash }).where(credential).run();
        if (changes === 0) tx.insert(accounts).values(credentialOf(user.id, hash)).run();
        tx.delete(sessions).where(eq(sessions.userId, user.id)).run();
        endChallenges(tx, user.id);
        // Whoever had the account may have added one of their own.
        const removedKeys = tx.delete(passkeys).where(eq(passkeys.userId, user.id)).run().changes;
        if (isByAdministrator) removeSecondFactor(tx, user.id);
        const { id: targetId, email } = user;
        const removed = [
          ...(removedKeys > 0 ? [`passkeys: ${removedKeys}`] : []),
          ...(isByAdministrator && user.twoFactorEnabled ? ['second factor'] : []),
        ];
        recordAudit(
          tx,
          { actor: SIGN_IN, client },
          {
            action: 'password.reset',
            target: { kind: 'user', id: targetId, name: email },
            after: {
              by: isByAdministrator ? 'link of an administrator' : 'mail',
              removed,
            },
            teamId: null,
          },
        );
        return removed;
      });
      notices.tell({ kind: 'password reset', isByAdministrator, removed }, user.id, client);
      dropLinks(user.id);
      lockout.clear(user.email);
      lockout.clear(lockoutKeyOf(user.id));
    },
  };
}

function removeSecondFactor(tx: Transaction, userId: string): void {
  tx.delete(twoFactors).where(eq(twoFactors.userId, userId)).run();
  tx.update(users).set({ twoFactorEnabled: false }).where(eq(users.id, userId)).run();
}

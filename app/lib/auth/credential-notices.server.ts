// Tells people by mail that the way into their account has changed. The one place where such mail is sent.
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { users } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import type { Mailer } from '../net/mail.server.ts';
import { type CredentialEvent, credentialMail } from './credential-mail.ts';
import { createOneTime } from './one-time.server.ts';
import type { Caller } from './tenant.server.ts';

export interface CredentialNotices {
  /**
   * Mails the person, when there is a mail server. Returns before it has looked whether there is such a person, so that the time tells
   * nothing. A mail that cannot be sent is logged, and changes nothing of what happened. That a code came twice is mailed to a person
   * once in an hour at most: whoever has such a code can give it again and again.
   */
  tell(event: CredentialEvent, userId: string, client: Caller['client']): void;
}

interface NoticesOptions {
  readonly db: Database;
  readonly mailer: Mailer;
  /** The address people use. */
  readonly url: string;
  readonly log: Logger;
}

const HOUR_MS = 3_600_000;

export function createCredentialNotices({ db, mailer, url, log }: NoticesOptions): CredentialNotices {
  const told = createOneTime(db);

  async function send(
    event: CredentialEvent,
    userId: string,
    client: Caller['client'],
    at: Date,
  ): Promise<void> {
    const user = db.select({ email: users.email }).from(users).where(eq(users.id, userId)).get();
    if (user === undefined) return;
    const isOften = event.kind === 'code used twice';
    if (isOften && !told.claim('code_notice', userId, new Date(at.getTime() + HOUR_MS))) return;
    try {
      await mailer.send({ to: user.email, ...credentialMail({ event, email: user.email, at, client, url }) });
    } catch (error) {
      if (isOften) told.take('code_notice', userId);
      throw error;
    }
  }
  return {
    tell(event, userId, client) {
      if (!mailer.isConfigured) return;
      const at = new Date();
      setImmediate(() => {
        send(event, userId, client, at).catch((error: unknown) =>
          log.error(
            { err: error, event: event.kind, userId },
            'a notice of a changed credential was not sent',
          ),
        );
      });
    },
  };
}

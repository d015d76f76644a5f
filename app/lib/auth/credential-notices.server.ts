// Tells people by mail that the way into their account has changed. The one place where such mail is sent.
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { users } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import type { Mailer } from '../net/mail.server.ts';
import { type CredentialEvent, credentialMail } from './credential-mail.ts';
import type { Caller } from './tenant.server.ts';

export interface CredentialNotices {
  /**
   * Mails the person, when there is a mail server. Returns before it has looked whether there is such a person, so that the time tells
   * nothing. A mail that cannot be sent is logged, and changes nothing of what happened.
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

export function createCredentialNotices({ db, mailer, url, log }: NoticesOptions): CredentialNotices {
  async function send(
    event: CredentialEvent,
    userId: string,
    client: Caller['client'],
    at: Date,
  ): Promise<void> {
    const user = db.select({ email: users.email }).from(users).where(eq(users.id, userId)).get();
    if (user === undefined) return;
    await mailer.send({ to: user.email, ...credentialMail({ event, email: user.email, at, client, url }) });
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

// Sends mail through the SMTP server of the installation.
import { createTransport } from 'nodemailer';
import type { Config } from '#app/lib/config.server.ts';
import { AppError } from '#app/lib/core/errors.ts';

/** A message in plain text. Addresses and subject must not hold line breaks; nodemailer sees to that. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Whether there is an SMTP server. */
  readonly isConfigured: boolean;
  /**
   * Hands a message to the server and waits until it has taken it. Throws AppErrors: `unavailable` without a server or when it
   * cannot be reached, `bad_request` when it refuses the address.
   */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const CONNECT_MS = 10_000;

/** The mailer for MAPLE_SMTP_URL. The server is the operator's own, so any address will do. */
export function createMailer(settings: Config['mail']): Mailer {
  if (settings === undefined) {
    return {
      isConfigured: false,
      send: async () => {
        throw new AppError('unavailable', 'Maple cannot send mail: no mail server is set.', {
          hint: 'Who runs Maple can set MAPLE_SMTP_URL.',
        });
      },
      close: () => {},
    };
  }
  const transport = createTransport({
    url: settings.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    isConfigured: true,
    async send({ to, subject, text }) {
      try {
        await transport.sendMail({ from: settings.from, to: { name: '', address: to }, subject, text });
      } catch (thrown) {
        const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
        if (code === 'EENVELOPE')
          throw new AppError('bad_request', 'The mail server refused the address.', { cause: thrown });
        throw new AppError('unavailable', 'The mail could not be sent: the mail server does not take it.', {
          cause: thrown,
        });
      }
    },
    close: () => transport.close(),
  };
}

// How many invitations a team may mail in an hour: in the database, because a restart must not give strangers more mail.
import { createMailBudget } from '#app/lib/auth/mail-budget.server.ts';
import { createOneTime } from '#app/lib/auth/one-time.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';

/** Of one team in an hour: Maple is no way to send mail to strangers. */
const MOST_MAILS = 50;

export interface MailLimit {
  /** Counts a mail of a team. Answers the seconds to wait when it is one too many, and counts nothing then. */
  add(teamId: string): number | undefined;
}

/** `now`: milliseconds since the epoch. */
export function createMailLimit(db: Database, now: () => number): MailLimit {
  const budget = createMailBudget(createOneTime(db, now), 'invitation_mail', MOST_MAILS, now);
  return {
    add(teamId) {
      const wait = Math.ceil(budget.reserve(teamId) / 1_000);
      return wait === 0 ? undefined : wait;
    },
  };
}

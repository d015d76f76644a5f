// How many invitations a team may mail in an hour: in the database, because a restart must not give strangers more mail.
import { createOneTime } from '#app/lib/auth/one-time.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';

/** Of one team in an hour: Maple is no way to send mail to strangers. */
const MOST_MAILS = 50;
const HOUR_MS = 3_600_000;

export interface MailLimit {
  /** Counts a mail of a team. Answers the seconds to wait when it is one too many, and counts nothing then. */
  add(teamId: string): number | undefined;
}

/** `now`: milliseconds since the epoch. */
export function createMailLimit(db: Database, now: () => number): MailLimit {
  const kept = createOneTime(db, now);
  return {
    add(teamId) {
      const text = kept.peek('invitation_mail', teamId);
      const { count, until } =
        text === undefined
          ? { count: 0, until: now() + HOUR_MS }
          : (JSON.parse(text) as { readonly count: number; readonly until: number });
      if (count >= MOST_MAILS) return Math.ceil((until - now()) / 1_000);
      kept.put('invitation_mail', teamId, JSON.stringify({ count: count + 1, until }), new Date(until));
      return undefined;
    },
  };
}

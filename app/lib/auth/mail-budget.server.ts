// How many mails may go out in an hour for a team or a person: in the database, because a restart must give no more.
import type { OneTime, OneTimePurpose } from './one-time.server.ts';

const HOUR_MS = 3_600_000;

export interface MailBudget {
  /** Counts a mail. Milliseconds to wait when it is one too many, and nothing is counted; 0: it may go out. */
  reserve(key: string): number;
  /** Takes one back that could not be sent. */
  giveBack(key: string): void;
}

/** `most`: mails in an hour from the first one on. `now`: milliseconds since the epoch. */
export function createMailBudget(
  oneTime: OneTime,
  purpose: OneTimePurpose,
  most: number,
  now: () => number,
): MailBudget {
  const read = (key: string): { readonly count: number; readonly until: number } => {
    const text = oneTime.peek(purpose, key);
    return text === undefined ? { count: 0, until: now() + HOUR_MS } : JSON.parse(text);
  };
  const write = (key: string, count: number, until: number) =>
    oneTime.put(purpose, key, JSON.stringify({ count, until }), new Date(until));
  return {
    reserve(key) {
      const { count, until } = read(key);
      if (count >= most) return until - now();
      write(key, count + 1, until);
      return 0;
    },
    giveBack(key) {
      const { count, until } = read(key);
      if (count > 0) write(key, count - 1, until);
    },
  };
}

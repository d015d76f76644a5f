// Stops guessing at one address from many places: after too many failures nobody gets in there by password for a while.
import type { OneTime } from './one-time.server.ts';

const FAILURES = 10;
const WINDOW_MS = 15 * 60_000;
/** Every further lock is twice as long as the one before, up to this many times the first. */
const LONGEST_FACTOR = 16;
/** For how long earlier locks count. */
const MEMORY_MS = 24 * 60 * 60_000;

interface Record {
  readonly failures: number;
  /** When the first of the failures was, in milliseconds since the epoch. */
  readonly since: number;
  readonly locks: number;
  readonly lockedUntil: number;
}

/**
 * Counts by the address that was typed, whether or not there is such an account, so that a lock tells nothing. Ten failures in 15
 * minutes lock for 15 minutes, then 30, and so on to four hours. Other ways to sign in stay open.
 */
export interface Lockout {
  /** Milliseconds until another try is allowed; 0: now. */
  waitFor(email: string): number;
  noteFailure(email: string): void;
  /** After a success, or a reset of the password. */
  clear(email: string): void;
}

export function createLockout(oneTime: OneTime, now: () => number = () => Date.now()): Lockout {
  const read = (email: string): Record => {
    const text = oneTime.peek('lockout', email);
    return text === undefined ? { failures: 0, since: 0, locks: 0, lockedUntil: 0 } : JSON.parse(text);
  };
  return {
    waitFor: (email) => Math.max(0, read(email).lockedUntil - now()),
    noteFailure(email) {
      const before = read(email);
      const at = now();
      const isRecent = at - before.since < WINDOW_MS;
      const failures = isRecent ? before.failures + 1 : 1;
      const since = isRecent ? before.since : at;
      const isLocked = failures >= FAILURES;
      const lockMs = WINDOW_MS * Math.min(2 ** before.locks, LONGEST_FACTOR);
      const after: Record = isLocked
        ? { failures: 0, since: 0, locks: before.locks + 1, lockedUntil: at + lockMs }
        : { ...before, failures, since };
      const until = new Date(Math.max(at, after.lockedUntil) + MEMORY_MS);
      oneTime.put('lockout', email, JSON.stringify(after), until);
    },
    clear: (email) => void oneTime.take('lockout', email),
  };
}

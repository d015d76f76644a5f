// Stops guessing at one account from many places: after too many failures nobody gets in there by password for a while.
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
 * Counts by the address that was typed, whether or not there is such an account, so that a lock tells nothing; or by the person who is
 * signed in. Ten failures in 15 minutes lock for 15 minutes, then 30, and so on to four hours. Other ways to sign in stay open.
 */
export interface Lockout {
  /**
   * Counts a try as failed, before it is known: tries that run at the same time would else all pass. Milliseconds until another try is
   * allowed, and nothing is counted; 0: this one may go on.
   */
  reserve(key: string): number;
  /** Until when nobody gets in with it; undefined: it is not locked. */
  lockedUntil(key: string): Date | undefined;
  /** Takes a try back that turned out to be none, e.g. one that failed for another reason. */
  giveBack(key: string): void;
  /** After a success, or a reset of the password. */
  clear(key: string): void;
}

/** What the tries of somebody who is signed in are counted by: apart from those with the address, which anybody can make. */
export function lockoutKeyOf(userId: string): string {
  return `user ${userId}`;
}

export function createLockout(oneTime: OneTime, now: () => number = () => Date.now()): Lockout {
  const read = (key: string): Record => {
    const text = oneTime.peek('lockout', key);
    return text === undefined ? { failures: 0, since: 0, locks: 0, lockedUntil: 0 } : JSON.parse(text);
  };
  const write = (key: string, record: Record) => {
    const until = new Date(Math.max(now(), record.lockedUntil) + MEMORY_MS);
    oneTime.put('lockout', key, JSON.stringify(record), until);
  };
  return {
    reserve(key) {
      const before = read(key);
      const at = now();
      if (before.lockedUntil > at) return before.lockedUntil - at;
      const isRecent = at - before.since < WINDOW_MS && before.failures < FAILURES;
      const failures = isRecent ? before.failures + 1 : 1;
      const since = isRecent ? before.since : at;
      const counted = { ...before, failures, since };
      const lockMs = WINDOW_MS * Math.min(2 ** before.locks, LONGEST_FACTOR);
      write(
        key,
        failures < FAILURES ? counted : { ...counted, locks: before.locks + 1, lockedUntil: at + lockMs },
      );
      return 0;
    },
    lockedUntil(key) {
      const { lockedUntil } = read(key);
      return lockedUntil > now() ? new Date(lockedUntil) : undefined;
    },
    giveBack(key) {
      const before = read(key);
      if (before.failures === 0) return;
      const isLock = before.lockedUntil > now();
      const after = { ...before, failures: before.failures - 1 };
      // The try that is taken back was one of those that locked.
      write(key, isLock ? { ...after, locks: before.locks - 1, lockedUntil: 0 } : after);
    },
    clear: (key) => void oneTime.take('lockout', key),
  };
}

// How long sessions last. Pure.

export interface SessionLifetime {
  /** Milliseconds from its last use, which is known to five minutes. */
  readonly idleMs: number;
  /** Milliseconds from its begin, however much it is used. */
  readonly maxMs: number;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Where nothing is set. Who is on call opens Maple by night on a phone, so that a look a week keeps a session, and nobody is without
 * a sign-in for more than a month.
 */
export const LIFETIME: SessionLifetime = { idleMs: 7 * DAY_MS, maxMs: 30 * DAY_MS };

/** What is set, in milliseconds. One that is set alone keeps the other from contradicting it. */
export function lifetimeOf(idleMs: number | undefined, maxMs: number | undefined): SessionLifetime {
  return {
    idleMs: idleMs ?? Math.min(LIFETIME.idleMs, maxMs ?? LIFETIME.idleMs),
    maxMs: maxMs ?? Math.max(LIFETIME.maxMs, idleMs ?? 0),
  };
}

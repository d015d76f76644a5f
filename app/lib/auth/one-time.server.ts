// What may be used once, for a while: reset links, states of a sign-in elsewhere, codes that were seen. Kept in the database as hashes.
import { and, eq, gt, like, lt } from 'drizzle-orm';
import { verifications } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import { hashSecret } from './hash-secret.ts';

/** What it is for; kept in front of the hash, so that none serves for another. */
const PURPOSES = [
  'reset',
  'oidc',
  'totp',
  'code_notice',
  'lockout',
  'reset_mail',
  'invitation_mail',
] as const;
export type OneTimePurpose = (typeof PURPOSES)[number];

export interface OneTime {
  /** Keeps a value under a secret until a time, instead of what was there. Only the secret's hash is stored. */
  put(purpose: OneTimePurpose, secret: string, value: string, until: Date): void;
  /** As `put`, unless something is there already: whether this caller was the first. */
  claim(purpose: OneTimePurpose, secret: string, until: Date): boolean;
  /** The value, if it is there and its time is not over. It stays. */
  peek(purpose: OneTimePurpose, secret: string): string | undefined;
  /** The value, for one caller only. */
  take(purpose: OneTimePurpose, secret: string): string | undefined;
  /** Takes away everything of a purpose that has this value, e.g. all reset links of a person. */
  dropByValue(purpose: OneTimePurpose, value: string): void;
}

/** Over the table of verifications, where Better Auth keeps its own, with other identifiers. `now`: milliseconds since the epoch. */
export function createOneTime(db: Database, now: () => number = () => Date.now()): OneTime {
  const idOf = (purpose: OneTimePurpose, secret: string) => `${purpose}:${hashSecret(secret)}`;
  const isAlive = (id: string) => and(eq(verifications.id, id), gt(verifications.expiresAt, new Date(now())));
  /** Old ones go whenever a new one comes, so they never pile up. */
  const sweep = () => {
    for (const purpose of PURPOSES)
      db.delete(verifications)
        .where(and(like(verifications.id, `${purpose}:%`), lt(verifications.expiresAt, new Date(now()))))
        .run();
  };
  return {
    put(purpose, secret, value, until) {
      sweep();
      const id = idOf(purpose, secret);
      db.insert(verifications)
        .values({ id, identifier: id, value, expiresAt: until })
        .onConflictDoUpdate({ target: verifications.id, set: { value, expiresAt: until } })
        .run();
    },
    claim(purpose, secret, until) {
      sweep();
      const id = idOf(purpose, secret);
      const { changes } = db
        .insert(verifications)
        .values({ id, identifier: id, value: '', expiresAt: until })
        .onConflictDoNothing()
        .run();
      return changes === 1;
    },
    peek: (purpose, secret) =>
      db
        .select({ value: verifications.value })
        .from(verifications)
        .where(isAlive(idOf(purpose, secret)))
        .get()?.value,
    take: (purpose, secret) =>
      db
        .delete(verifications)
        .where(isAlive(idOf(purpose, secret)))
        .returning({ value: verifications.value })
        .get()?.value,
    dropByValue(purpose, value) {
      db.delete(verifications)
        .where(and(like(verifications.id, `${purpose}:%`), eq(verifications.value, value)))
        .run();
    },
  };
}

// How passwords are kept: a slow salted hash (scrypt), sealed with a key that is not in the database, so that a copy of the database
// alone is nothing to guess at.
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { and, eq, isNotNull, notLike } from 'drizzle-orm';
import { accounts } from '#drizzle/schema.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';
import type { SealContext, Sealer } from './seal.server.ts';

export interface Passwords {
  /** What to keep of a password. Takes tens of milliseconds. */
  hash(password: string): Promise<string>;
  /** Whether it is the password; false too when the hash was sealed with a secret that is not known. Takes as long as `hash`. */
  verify(input: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/** Not bound to a person: Better Auth does not say whose password it hashes. */
export const PASSWORD_CONTEXT: SealContext = ['password'];
/** What a sealed one begins with, and no hash of Better Auth, which is in hexadecimal digits. */
const SEALED = 'v2.';

export function createPasswords(sealer: Sealer): Passwords {
  return {
    hash: async (password) => sealer.seal(await hashPassword(password), PASSWORD_CONTEXT),
    async verify({ hash, password }) {
      const opened = isSealed(hash) ? sealer.open(hash, PASSWORD_CONTEXT) : hash;
      if (opened !== undefined) return await verifyPassword({ hash: opened, password });
      // As slow as any other wrong password.
      await hashPassword(password);
      return false;
    },
  };
}

/** Whether a kept password is sealed: before that existed they were not. */
export function isSealed(hash: string): boolean {
  return hash.startsWith(SEALED);
}

/** Seals the hashes that are not: those of before, and of accounts that were made before the secret was known. How many it were. */
export function sealPasswords(db: Database, sealer: Sealer): number {
  return immediately(db, (tx) => {
    const plain = tx
      .select({ id: accounts.id, password: accounts.password })
      .from(accounts)
      .where(and(isNotNull(accounts.password), notLike(accounts.password, `${SEALED}%`)))
      .all();
    for (const { id, password } of plain)
      tx.update(accounts)
        .set({ password: sealer.seal(password ?? '', PASSWORD_CONTEXT) })
        .where(eq(accounts.id, id))
        .run();
    return plain.length;
  });
}

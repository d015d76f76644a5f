// The password of a person as Better Auth keeps it: an account of its own provider.
import { randomUUID } from 'node:crypto';

/** Better Auth's name for signing in with e-mail and password. */
export const CREDENTIAL = 'credential';

/** The row of `accounts` that lets a person sign in with a password. */
export function credentialOf(userId: string, passwordHash: string) {
  return {
    id: randomUUID(),
    userId,
    accountId: userId,
    providerId: CREDENTIAL,
    password: passwordHash,
  };
}

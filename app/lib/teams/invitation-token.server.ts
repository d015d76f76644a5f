// The secret in an invitation's link. Only its hash is stored.
import { randomBytes } from 'node:crypto';
import { hashSecret } from '#app/lib/auth/hash-secret.ts';

/**
 * How the link reached the person. A mailed one is seen by nobody but the owner of the mailbox, so that whoever has it has proved
 * that the address is theirs. It is a part of what is hashed, so it cannot be altered.
 */
type Way = 'mailed' | 'shown';

const LETTER: Readonly<Record<Way, string>> = { mailed: 'm', shown: 's' };

/** A new token: 256 random bits. */
export function newToken(way: Way): { readonly token: string; readonly hash: string } {
  const token = `${LETTER[way]}${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashSecret(token) };
}

/** Whether a token that is known was mailed. */
export function wasMailed(token: string): boolean {
  return token.startsWith(LETTER.mailed);
}

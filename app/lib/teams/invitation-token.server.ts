// The secret in an invitation's link. Only its hash is stored.
import { createHash, randomBytes } from 'node:crypto';

/**
 * How the link reached the person. A mailed one is seen by nobody but the owner of the mailbox, so that whoever has it has proved
 * that the address is theirs. It is a part of what is hashed, so it cannot be altered.
 */
type Way = 'mailed' | 'shown';

const LETTER: Readonly<Record<Way, string>> = { mailed: 'm', shown: 's' };

/** A new token: 256 random bits. */
export function newToken(way: Way): { readonly token: string; readonly hash: string } {
  const token = `${LETTER[way]}${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashToken(token) };
}

/** SHA-256 as hex. The token is long and random, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a token that is known was mailed. */
export function wasMailed(token: string): boolean {
  return token.startsWith(LETTER.mailed);
}

// How keys, the tokens of links and codes are stored: by a hash that finds them again and does not show them.
import { createHash } from 'node:crypto';

/** SHA-256 as hex. What is hashed is long and random (or checked to be long), so a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

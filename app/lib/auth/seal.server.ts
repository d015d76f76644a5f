// Seals secrets that have to be stored and used again, such as passwords of other servers: useless without the key,
// which comes from the auth secret and is never in the database.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals with one key. */
export interface Sealer {
  /** The sealed text opens only with the same context, so that it cannot be moved to another row or team. */
  seal(secret: string, context: SealContext): string;
  /** The secret, or undefined when it was sealed with another key or context, or damaged. */
  open(sealed: string, context: SealContext): string | undefined;
}

/** What the secret belongs to: its purpose first, then ids. */
export type SealContext = readonly [purpose: string, ...ids: string[]];

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealer whose key is derived from the auth secret (HKDF-SHA-256), and from nothing else. */
export function createSealer(authSecret: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', authSecret, 'maple', `sealed values ${VERSION}`, KEY_BYTES));
  return {
    seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associated(context));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },

    open(sealed, context) {
      const [version, text] = sealed.split('.', 2);
      const bytes = Buffer.from(text ?? '', 'base64url');
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associated(context));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const start = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([start, decipher.final()]).toString('utf8');
      } catch {
        // The tag does not fit: another key, another context, or changed bytes. There is no telling which.
        return undefined;
      }
    },
  };
}

/** JSON, so that no two contexts read the same. */
function associated(context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([VERSION, ...context]));
}

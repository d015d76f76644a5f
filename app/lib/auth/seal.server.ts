// Seals secrets that have to be stored and used again, such as passwords of other servers: useless without the key,
// which comes from the auth secret and is never in the database.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals with the key of today, and opens what was sealed with it or with an earlier one. */
export interface Sealer {
  /** The sealed text opens only with the same context, so that it cannot be moved to another row or team. */
  seal(secret: string, context: SealContext): string;
  /** The secret, or undefined when it was sealed with an unknown key or another context, or damaged. */
  open(sealed: string, context: SealContext): string | undefined;
  /** Whether it was sealed with the key of today, and in the form of today. */
  isCurrent(sealed: string): boolean;
}

/** What the secret belongs to: its purpose first, then ids. */
export type SealContext = readonly [purpose: string, ...ids: string[]];

interface Key {
  /** Says which key sealed a text, and nothing about the key. */
  readonly id: string;
  readonly bytes: Buffer;
}

const VERSION = 'v2';
/** Without the id of the key; read, no longer written. */
const FIRST_VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const ID_BYTES = 6;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealer whose keys are derived from the auth secret and the ones before it (HKDF-SHA-256), and from nothing else. */
export function createSealer(authSecret: string, previous: readonly string[] = []): Sealer {
  const current = keyOf(authSecret);
  const keys = [current, ...previous.map(keyOf)];
  return {
    seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.bytes, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associated(VERSION, context));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
      return `${VERSION}.${current.id}.${bytes.toString('base64url')}`;
    },

    open(sealed, context) {
      const parts = sealed.split('.');
      const [version = '', id] = parts;
      const text = Buffer.from(parts.at(-1) ?? '', 'base64url');
      if (version === VERSION && parts.length === 3) {
        const key = keys.find((known) => known.id === id);
        return key && openWith(key, text, associated(version, context));
      }
      if (version !== FIRST_VERSION || parts.length !== 2) return undefined;
      for (const key of keys) {
        const secret = openWith(key, text, associated(version, context));
        if (secret !== undefined) return secret;
      }
      return undefined;
    },

    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${current.id}.`),
  };
}

/** A number from 1 to 2³¹ − 1 that tells secrets apart and says nothing about them. */
export function secretMark(authSecret: string): number {
  const bytes = Buffer.from(hkdfSync('sha256', authSecret, 'maple', 'mark of the secret', 4));
  return (bytes.readUInt32BE() % (2 ** 31 - 1)) + 1;
}

function keyOf(authSecret: string): Key {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', authSecret, 'maple', purpose, length));
  return {
    id: derive('id of the key of sealed values', ID_BYTES).toString('base64url'),
    // The purpose is that of the first form, so that its texts open too.
    bytes: derive(`sealed values ${FIRST_VERSION}`, KEY_BYTES),
  };
}

function openWith(key: Key, bytes: Buffer, context: Buffer): string | undefined {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context);
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const start = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not fit: another key, another context, or changed bytes. There is no telling which.
    return undefined;
  }
}

/** JSON, so that no two contexts read the same. */
function associated(version: string, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([version, ...context]));
}

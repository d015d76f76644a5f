// The secret that signs session cookies: given by the environment, or made once and kept in the data directory.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SECRET_MIN_LENGTH } from '../config.server.ts';
import { AppError } from '../core/errors.ts';

const FILE_NAME = 'auth-secret';

/**
 * The configured secret, or the one in `dataDir/auth-secret` (mode 0600), which is made if it is not there.
 * Throws an AppError `unavailable` that names the file when it cannot be read, written or is too short.
 */
export function readAuthSecret(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const path = join(dataDir, FILE_NAME);
  try {
    const secret = readOrCreate(path);
    if (secret.length >= SECRET_MIN_LENGTH) return secret;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('unavailable', `The secret ${path} cannot be read or made: ${reason}`, {
      cause: error,
    });
  }
  throw new AppError(
    'unavailable',
    `The secret in ${path} is shorter than ${SECRET_MIN_LENGTH} characters. Delete the file to have a new one made; everybody signs in again then.`,
  );
}

function readOrCreate(path: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    chmodSync(path, 0o600);
    return secret;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const draft = `${path}.${process.pid}.draft`;
  try {
    writeDurably(draft, randomBytes(32).toString('base64url'));
    // A link, unlike a rename, never replaces the secret that another start made in the meantime.
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

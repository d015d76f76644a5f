// The secret that signs session cookies and seals stored secrets: given by the environment, or made once and kept in the data directory.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SECRET_MIN_LENGTH } from '../config.server.ts';
import { AppError } from '../core/errors.ts';

const FILE_NAME = 'auth-secret';
const DRAFT = /^auth-secret\.\d+\.draft$/;

/** The secret of today, and those before it that may still have sealed something. */
export interface AuthSecrets {
  readonly current: string;
  readonly previous: readonly string[];
}

/** What the environment says: BETTER_AUTH_SECRET and BETTER_AUTH_SECRET_PREVIOUS. */
interface ConfiguredSecrets {
  readonly authSecret: string | undefined;
  readonly previousAuthSecret: string | undefined;
}

/**
 * The configured secret, or the one in `dataDir/auth-secret` (mode 0600), which is made if it is not there. The file has the secret
 * of today in its first line; while a rotation is under way, those before it follow. Throws an AppError `unavailable` that names the
 * file when it cannot be read, written or has a secret that is too short.
 */
export function readAuthSecrets(configured: ConfiguredSecrets, dataDir: string): AuthSecrets {
  const { authSecret, previousAuthSecret } = configured;
  const path = join(dataDir, FILE_NAME);
  // Whoever moves the secret from the file to the environment still has values that the file's one sealed.
  const inFile = attempt(path, () => (authSecret === undefined ? readOrCreate(path) : readIfThere(path)));
  const [current = '', ...others] = authSecret === undefined ? inFile : [authSecret, ...inFile];
  const previous = previousAuthSecret === undefined ? others : [previousAuthSecret, ...others];
  return { current, previous: [...new Set(previous)].filter((secret) => secret !== current) };
}

/**
 * Puts a new random secret before the one in the file and answers both. After a rotation that broke off, answers what that one has
 * put there. Throws as `readAuthSecrets`.
 */
export function beginRotation(dataDir: string): AuthSecrets {
  const path = join(dataDir, FILE_NAME);
  return attempt(path, () => {
    const secrets = readOrCreate(path);
    const [current = '', ...previous] =
      secrets.length > 1 ? secrets : [randomBytes(32).toString('base64url'), ...secrets];
    if (secrets.length === 1) replaceDurably(path, [current, ...previous]);
    return { current, previous };
  });
}

/** Takes the earlier secrets out of the file, once nothing is sealed with them any more. */
export function finishRotation(dataDir: string): void {
  const path = join(dataDir, FILE_NAME);
  attempt(path, () => {
    const [current, ...previous] = readIfThere(path);
    if (current !== undefined && previous.length > 0) replaceDurably(path, [current]);
  });
}

/** Removes what writes of the secret left that were killed. The data directory must be locked: then nobody is writing one. */
export function removeDrafts(dataDir: string): void {
  const path = join(dataDir, FILE_NAME);
  attempt(path, () => {
    for (const name of readdirSync(dataDir))
      if (DRAFT.test(name)) rmSync(join(dataDir, name), { force: true });
  });
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('unavailable', `The secret ${path} cannot be read or made: ${reason}`, {
      cause: error,
    });
  }
}

/** The secrets in the file; none when there is no file. */
function readIfThere(path: string): string[] {
  try {
    const secrets = readFileSync(path, 'utf8')
      .trim()
      .split(/\s*\n\s*/);
    chmodSync(path, 0o600);
    if (secrets.every((secret) => secret.length >= SECRET_MIN_LENGTH)) return secrets;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  throw new AppError(
    'unavailable',
    `The secret in ${path} is shorter than ${SECRET_MIN_LENGTH} characters. Delete the file to have a new one made; everybody signs in again then.`,
  );
}

function readOrCreate(path: string): string[] {
  const secrets = readIfThere(path);
  if (secrets.length > 0) return secrets;
  const draft = draftOf(path);
  try {
    writeDurably(draft, [randomBytes(32).toString('base64url')]);
    // A link, unlike a rename, never replaces the secret that another start made in the meantime.
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readIfThere(path);
}

function replaceDurably(path: string, secrets: readonly string[]): void {
  const draft = draftOf(path);
  try {
    writeDurably(draft, secrets);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  // The rename itself is only safe from a power cut when the folder is written too.
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function draftOf(path: string): string {
  return `${path}.${process.pid}.draft`;
}

function writeDurably(path: string, secrets: readonly string[]): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, `${secrets.join('\n')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

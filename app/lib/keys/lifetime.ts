// How long a key lives and what state that puts it in. Pure.
import { EXPIRES_SOON_DAYS, type KeyState } from './schema.ts';

export const DAY_MS = 86_400_000;

interface Lifetime {
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly replacedBy: string | null;
}

/** The state at a time (milliseconds since the epoch). A replaced key counts as such until it ends. */
export function stateOf({ expiresAt, revokedAt, replacedBy }: Lifetime, at: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt.getTime() - at;
  if (left <= 0) return 'expired';
  if (replacedBy !== null) return 'replaced';
  return left <= EXPIRES_SOON_DAYS * DAY_MS ? 'expiring' : 'active';
}

/** When the successor of a key ends that begins at a time: it lives as long as the key was made for. */
export function lifetimeOf({ createdAt, expiresAt }: Lifetime, at: number): Date | null {
  return expiresAt && new Date(at + Math.max(expiresAt.getTime() - createdAt.getTime(), DAY_MS));
}

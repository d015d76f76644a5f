// What counts as a second factor, and how a session that Better Auth makes was begun. Pure.
import { AppError } from '../core/errors.ts';

/** `code`: a password and a code of the app, or a recovery code. */
export const SIGN_IN_METHODS = ['password', 'code', 'passkey', 'provider'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** What is set for the whole installation. */
export interface InstallationSettings {
  /** Who administrates it gets in only with a second factor. */
  readonly administratorsNeedSecondFactor?: boolean;
}

/** How a session was begun, and at which provider. */
export interface SessionOrigin {
  readonly method: SignInMethod | null;
  readonly providerId: string | null;
}

const METHOD_OF_PATH: Readonly<Record<string, SignInMethod>> = {
  '/sign-in/email': 'password',
  '/two-factor/verify-totp': 'code',
  '/two-factor/verify-backup-code': 'code',
  '/passkey/verify-authentication': 'passkey',
  '/oidc/*/callback': 'provider',
};

/**
 * How the session is begun that an endpoint of `endpoints.ts` makes. Some make a new one in place of the `current` one, e.g. after a
 * change of the password: that was begun as the one before.
 */
export function methodOf(path: string, current: SessionOrigin | undefined): SignInMethod | null {
  return METHOD_OF_PATH[path] ?? current?.method ?? null;
}

/**
 * Whether more than a password stands behind a session. A passkey is made only where the device checks who holds it; once one is removed,
 * `noteProof` takes the mark from its sessions. A second factor at a provider is the provider's matter. A code counts while the account
 * still asks for one. A session of which nothing is known counts as one by password.
 */
export function hasSecondFactor(method: SignInMethod | null, asksForCode: boolean): boolean {
  return method === 'passkey' || method === 'provider' || (method === 'code' && asksForCode);
}

/** What is said to who lacks it. */
export function secondFactorMissing(requiredOf: 'team' | 'administrator'): AppError {
  const message =
    requiredOf === 'team'
      ? 'This team is open only to who signed in with two-factor.'
      : 'Who administrates this installation needs two-factor.';
  return new AppError('second_factor_required', message, {
    hint: 'Set it up under Settings → Sign-in and sessions. If you have, sign in again with the code, or with a passkey.',
  });
}

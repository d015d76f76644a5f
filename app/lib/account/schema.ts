// A person's own account, and the ways to sign in of the installation, as screens see them.
import { z } from 'zod';
import { identityProviderInput } from '#app/lib/auth/provider-settings.ts';
import { visibleName } from '#app/lib/core/visible-name.ts';

/** What the sign-in page offers. */
export interface SignInOptions {
  readonly providers: readonly { readonly id: string; readonly name: string; readonly preset: string }[];
  /** Whether a forgotten password can be set anew by mail. */
  readonly canMail: boolean;
  /** The host name under which passkeys work; undefined: nowhere. */
  readonly passkeyHost: string | undefined;
}

export interface SessionInfo {
  readonly id: string;
  /** In words, e.g. `Firefox on Linux`. */
  readonly device: string;
  readonly address: string;
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339, to five minutes. */
  readonly lastUsed: string;
  readonly isThis: boolean;
}

export interface PasskeyInfo {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** Whether it is kept by a service that brings it to other devices. */
  readonly isSynced: boolean;
}

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly hasPassword: boolean;
  readonly hasTwoFactor: boolean;
  readonly passkeys: readonly PasskeyInfo[];
  /** Names of the providers that it is connected to. */
  readonly providers: readonly string[];
  /** The provider that this person has to use, by its name. */
  readonly enforcedProvider: string | undefined;
  readonly sessions: readonly SessionInfo[];
  readonly passkeyHost: string | undefined;
}

export const emailQuestion = z.object({ email: z.string().max(400) });
export const linkQuestion = z.object({ token: z.string().max(200) });
export const nameChange = z.object({
  name: visibleName('Enter your name.', 100),
});
export const byId = z.object({ id: z.string().min(1).max(100) });
export const providerChange = z.object({
  id: z.string().max(64).optional(),
  provider: identityProviderInput,
});

// The sign-in endpoints that exist, and what each takes: Better Auth has many more, and more fields. Pure.
import { z } from 'zod';
import { normalRecoveryCode } from './recovery-codes.ts';

const text = (longest: number) => z.string().max(longest);
const password = text(1_000);
const code = z.object({ code: text(40).transform((typed) => typed.replace(/\s/g, '')) });
const nothing = z.object({});
const anything = z.record(z.string(), z.unknown());

/** Sign-up is not among them: people join by set-up, invitation or provider. What a body has beside these fields is dropped. */
const ENDPOINTS: Readonly<Record<string, z.ZodType>> = {
  'GET /get-session': nothing,
  'POST /sign-in/email': z.object({ email: text(400), password }),
  'POST /sign-out': nothing,
  'POST /change-password': z
    .object({ currentPassword: password, newPassword: password })
    .transform((body) => ({ ...body, revokeOtherSessions: true })),
  'POST /reset/request': z.object({ email: text(400) }),
  'POST /reset/complete': z.object({ token: text(200), newPassword: password }),
  'POST /two-factor/enable': z.object({ password }),
  'POST /two-factor/verify-totp': code,
  'POST /two-factor/verify-backup-code': z.object({ code: text(80).transform(normalRecoveryCode) }),
  'POST /two-factor/disable': z.object({ password }),
  'POST /two-factor/generate-backup-codes': z.object({ password }),
  'GET /passkey/generate-register-options': nothing,
  'POST /passkey/verify-registration': z.object({ response: anything, name: text(80).optional() }),
  'GET /passkey/generate-authenticate-options': nothing,
  'POST /passkey/verify-authentication': z.object({ response: anything }),
  'POST /passkey/update-passkey': z.object({ id: text(100), name: text(80) }),
  'POST /passkey/delete-passkey': z.object({ id: text(100) }),
  'GET /oidc/*/start': nothing,
  'GET /oidc/*/callback': nothing,
};

/** The rule of a request; `path` is what comes after `/api/auth`. Undefined: there is no such endpoint. */
export function endpointOf(method: string, path: string): { path: string; body: z.ZodType } | undefined {
  const general = path.replace(/^\/oidc\/[A-Za-z0-9-]{1,64}\//, '/oidc/*/');
  const key = `${method} ${general}`;
  const body = Object.hasOwn(ENDPOINTS, key) ? ENDPOINTS[key] : undefined;
  return body && { path: general, body };
}

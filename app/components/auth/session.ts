// Signing in and out at Better Auth's endpoints.
import type { UserError } from '#app/lib/core/user-error.ts';

/** Starts a session. Undefined when it worked, else what to tell the person. */
export async function signIn(email: string, password: string): Promise<UserError | undefined> {
  const response = await post('/api/auth/sign-in/email', { email, password });
  if (!(response instanceof Response)) return response;
  if (response.ok) return undefined;
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after'));
    const wait = seconds > 0 ? `${Math.ceil(seconds)} s` : 'a minute';
    return { code: 'rate_limited', message: `Too many attempts. Wait ${wait} and try again.` };
  }
  if (response.status === 401 || response.status === 400 || response.status === 403)
    return { code: 'unauthorized', message: 'That email and password do not belong together.' };
  return { code: 'internal', message: 'Signing in failed inside Maple. The log has the details.' };
}

/**
 * Ends the session on the server. Undefined when it worked, else what to tell the person, who is then still signed in:
 * only the server can take the session's cookie back.
 */
export async function signOut(): Promise<UserError | undefined> {
  const response = await post('/api/auth/sign-out', {});
  if (!(response instanceof Response)) return response;
  if (response.ok) return undefined;
  return { code: 'internal', message: `Signing out failed inside Maple (${response.status}).` };
}

async function post(path: string, body: unknown): Promise<Response | UserError> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return { code: 'offline', message: 'Maple cannot be reached. Check that it is running.' };
  }
}

// Signing in and out at Better Auth's endpoints, and where to go afterwards.
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

/** Any origin will do: only whether a target leaves it matters. */
const ORIGIN = 'http://maple.invalid';

/**
 * Where to go after signing in: the target as the browser will resolve it, when that is a page of Maple; the start page
 * when there is no target, or it is the sign-in itself; the logs for anything that could lead elsewhere.
 */
export function safeRedirect(target: string | undefined): string {
  if (!target) return '/';
  const url = target.startsWith('/') && URL.canParse(target, ORIGIN) ? new URL(target, ORIGIN) : undefined;
  if (url?.origin !== ORIGIN || /^\/(?:[/\\]|%2f|%5c)/i.test(url.pathname)) return '/logs';
  if (/^\/(login|setup)\b/.test(url.pathname)) return '/';
  return url.pathname + url.search + url.hash;
}

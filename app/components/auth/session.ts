// Signing in and out at Maple's sign-in endpoints, and what to tell the person when it does not work.
import type { UserError } from '#app/lib/core/user-error.ts';

/** How a first factor was answered. */
export type SignedIn = 'in' | 'second factor' | UserError;

/** Starts a session, or asks for the second factor. */
export async function signIn(email: string, password: string): Promise<SignedIn> {
  const answer = await post('/sign-in/email', { email, password });
  if (isProblem(answer)) {
    const isWrong = [400, 401, 403].includes(answer.status);
    return isWrong
      ? { code: 'unauthorized', message: 'That email and password do not belong together.' }
      : toError(answer, 'Signing in');
  }
  return answer.twoFactorRedirect === true ? 'second factor' : 'in';
}

/** The second factor: a code of the app, or a recovery code. Undefined when it worked. */
export async function signInWithCode(
  kind: 'totp' | 'backup-code',
  code: string,
): Promise<UserError | undefined> {
  const answer = await post(`/two-factor/verify-${kind}`, { code });
  if (!isProblem(answer)) return undefined;
  return codeError(answer, 'Signing in');
}

/**
 * Ends the session on the server. Undefined when it worked, else what to tell the person, who is then still signed in:
 * only the server can take the session's cookie back.
 */
export async function signOut(): Promise<UserError | undefined> {
  const answer = await post('/sign-out', {});
  return isProblem(answer) ? toError(answer, 'Signing out') : undefined;
}

/** An answer that is no success; status 0: there was none. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Seconds to wait, for 429. */
  readonly wait: number;
}

export function isProblem(answer: Problem | Record<string, unknown>): answer is Problem {
  return typeof answer.status === 'number' && typeof answer.wait === 'number';
}

/** Posts to `/api/auth` + path, or gets it when there is no body. */
export async function post(
  path: string,
  body: unknown,
  method: 'GET' | 'POST' = 'POST',
): Promise<Record<string, unknown> | Problem> {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method,
      ...(method === 'POST' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const json: unknown = await response.json().catch(() => undefined);
    const answer = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
    if (response.ok) return answer;
    return {
      status: response.status,
      code: typeof answer.code === 'string' ? answer.code : '',
      message: typeof answer.message === 'string' ? answer.message : '',
      wait: Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after')) || 0,
    };
  } catch {
    return { status: 0, code: '', message: '', wait: 0 };
  }
}

/** What to tell the person; `what`: what did not work, as `Signing in`. */
export function toError(problem: Problem, what: string): UserError {
  if (problem.status === 0)
    return { code: 'offline', message: 'Maple cannot be reached. Check that it is running.' };
  if (problem.status === 429)
    return {
      code: 'rate_limited',
      message: `Too many attempts. Wait ${waitText(problem.wait)} and try again.`,
    };
  if (problem.code === 'WEAK_PASSWORD') return { code: 'weak_password', message: problem.message };
  return problem.status < 500 && problem.message !== ''
    ? { code: 'bad_request', message: problem.message }
    : {
        code: 'internal',
        message: `${what} failed inside Maple (${problem.status}). The log has the details.`,
      };
}

/** As `toError`, for a code that was typed. */
export function codeError(problem: Problem, what: string): UserError {
  const { code } = problem;
  if (code === 'CODE_USED')
    return { code: 'unauthorized', message: 'This code was used already. Wait for the next one.' };
  if (code === 'INVALID_TWO_FACTOR_COOKIE' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE')
    return {
      code: 'unauthorized',
      message: 'This took too long, or too many tries. Start again with your password.',
    };
  if (code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE')
    return { code: 'unauthorized', message: 'This code is not right. Check the clock of your device.' };
  return toError(problem, what);
}

function waitText(seconds: number): string {
  if (seconds <= 0) return 'a minute';
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
}

// Asks for something that needs the person's password beside it.
import { isProblem, type Problem, post, toError } from '#app/components/auth/session.ts';
import type { UserError } from '#app/lib/core/user-error.ts';

/** Posts to a sign-in endpoint; `what`: what did not work, as in `toError`. */
export async function postWithPassword(
  path: string,
  body: Record<string, unknown>,
  what: string,
): Promise<Record<string, unknown> | UserError> {
  const answer = await post(path, body);
  return isProblem(answer) ? passwordError(answer, what) : answer;
}

function passwordError(problem: Problem, what: string): UserError {
  if (problem.code === 'INVALID_PASSWORD')
    return { code: 'bad_request', message: 'That is not your current password.' };
  return toError(problem, what);
}

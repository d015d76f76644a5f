// One submission at a time, what went wrong with it, and what there is to say when it worked.
import { useState } from 'react';
import { isProblem, type Problem, post, toError } from '#app/components/auth/session.ts';
import { errorText, toUserError, type UserError } from '#app/lib/core/user-error.ts';

interface Submission {
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly done: string | undefined;
  /** Runs it; `success` is said afterwards. */
  run(work: () => Promise<UserError | undefined>, success?: string): Promise<boolean>;
}

/** A submission that says what worked, for forms that stay open. */
export function useSubmission(): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<string>();
  return {
    busy,
    problem,
    done,
    async run(work, success) {
      setBusy(true);
      setProblem(undefined);
      setDone(undefined);
      const error = await work().catch(toUserError);
      setBusy(false);
      if (error === undefined) setDone(success);
      else setProblem(errorText(error));
      return error === undefined;
    },
  };
}

/** Posts to a sign-in endpoint with the person's password beside the rest. */
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

/** Whether an answer of `postWithPassword` says what went wrong. */
export function isError(answer: Record<string, unknown> | UserError): answer is UserError {
  return typeof answer.code === 'string' && typeof answer.message === 'string';
}

// One submission at a time: whether it runs, what went wrong with it, and what there is to say when it worked.
import { useRef, useState } from 'react';
import { errorText, isUserError, toUserError, type UserError } from '#app/lib/core/user-error.ts';

export interface Submission {
  readonly busy: boolean;
  /** What went wrong the last time, in words. */
  readonly problem: string | undefined;
  /** The same as a stable word, for forms that say it beside a field. */
  readonly code: UserError['code'] | undefined;
  /** What was to be said about the last success. */
  readonly done: string | undefined;
  /** Runs it unless another runs; true when it worked. What went wrong is thrown, or answered as a UserError. `success` is said after it. */
  readonly run: (work: () => Promise<unknown>, success?: string) => Promise<boolean>;
}

/** The state of a form, or of a list whose rows do something. */
export function useSubmit(): Submission {
  const isRunning = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<UserError>();
  const [done, setDone] = useState<string>();
  return {
    busy,
    problem: failure && errorText(failure),
    code: failure?.code,
    done,
    async run(work, success) {
      if (isRunning.current) return false;
      isRunning.current = true;
      setBusy(true);
      setDone(undefined);
      const answer = await work().catch(toUserError);
      isRunning.current = false;
      setBusy(false);
      const hasFailed = isUserError(answer);
      // What was wrong before stays until then: a line that went away would move the button from under the pointer.
      setFailure(hasFailed ? answer : undefined);
      if (!hasFailed) setDone(success);
      return !hasFailed;
    },
  };
}

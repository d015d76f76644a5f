// One submission at a time: whether it runs, what went wrong with it, and what there is to say when it worked.
import { useRef, useState } from 'react';
import { errorText, isUserError, toUserError } from '#app/lib/core/user-error.ts';

export interface Submission {
  readonly busy: boolean;
  /** What went wrong the last time, in words. */
  readonly problem: string | undefined;
  /** What was to be said about the last success. */
  readonly done: string | undefined;
  /** Runs it unless another runs; true when it worked. What went wrong is thrown, or answered as a UserError. `success` is said after it. */
  readonly run: (work: () => Promise<unknown>, success?: string) => Promise<boolean>;
}

/** The state of a form, or of a list whose rows do something. */
export function useSubmit(): Submission {
  const isRunning = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<string>();
  return {
    busy,
    problem,
    done,
    async run(work, success) {
      if (isRunning.current) return false;
      isRunning.current = true;
      setBusy(true);
      setProblem(undefined);
      setDone(undefined);
      const answer = await work().catch(toUserError);
      isRunning.current = false;
      setBusy(false);
      if (isUserError(answer)) {
        setProblem(errorText(answer));
        return false;
      }
      setDone(success);
      return true;
    },
  };
}

// One submission of a form at a time, and what went wrong with it in words.
import { useState } from 'react';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';

/** `submit` runs the work unless another runs; what it throws becomes the problem. */
export function useSubmit(): {
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly submit: (work: () => Promise<void>) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      setProblem(errorText(toUserError(thrown)));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, submit };
}

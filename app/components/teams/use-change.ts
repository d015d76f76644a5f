// Makes a change of a team and asks anew for what it changed.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';

interface Change {
  readonly isBusy: boolean;
  /** What went wrong the last time. */
  readonly problem: string | undefined;
  /** Runs it unless another runs; true when it worked. */
  readonly run: (change: () => Promise<unknown>) => Promise<boolean>;
}

/** One change at a time; the team and the viewer are asked for again after it, also when it failed. */
export function useChange(): Change {
  const refresh = useRefreshTeam();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  return {
    isBusy,
    problem,
    async run(change) {
      if (isBusy) return false;
      setBusy(true);
      setProblem(undefined);
      try {
        await change();
        return true;
      } catch (thrown) {
        setProblem(errorText(toUserError(thrown)));
        return false;
      } finally {
        await refresh();
        setBusy(false);
      }
    },
  };
}

/** Asks for everything about teams again, and for what the viewer is in them. */
export function useRefreshTeam(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    await Promise.all([['team'], ['viewer']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  }, [queryClient]);
}

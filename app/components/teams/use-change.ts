// Makes a change of a team and asks anew for what it changed.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Submission, useSubmit } from '#app/components/ui/use-submit.ts';

/** One change at a time; the team and the viewer are asked for again after it, also when it failed. */
export function useChange(): Submission {
  const refresh = useRefreshTeam();
  const submission = useSubmit();
  return {
    ...submission,
    run: (change, success) =>
      submission.run(async () => {
        try {
          return await change();
        } finally {
          await refresh();
        }
      }, success),
  };
}

/** Asks for everything about teams again, and for what the viewer is in them. */
export function useRefreshTeam(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    await Promise.all([['team'], ['viewer']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  }, [queryClient]);
}

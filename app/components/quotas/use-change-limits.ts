// Saves a change of limits, and shows what they are then.
import { useQueryClient } from '@tanstack/react-query';
import { changeTeamLimits } from '#app/lib/quotas/limits.functions.ts';
import { teamLimitsOptions } from '#app/lib/quotas/queries.ts';
import type { LimitsChange } from '#app/lib/quotas/schema.ts';

export function useChangeLimits(): (change: LimitsChange) => Promise<void> {
  const queryClient = useQueryClient();
  return async (change) => {
    const limits = await changeTeamLimits({ data: change });
    queryClient.setQueryData(teamLimitsOptions().queryKey, limits);
  };
}

// What the screens ask about the limits of the team.
import { queryOptions } from '@tanstack/react-query';
import { getTeamLimits } from './limits.functions.ts';

const SCREEN_POLL_MS = 3_000;
const BANNER_POLL_MS = 30_000;

const limits = {
  queryKey: ['team-limits'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => getTeamLimits({ signal }),
};

/** For the settings page: what is used moves while one looks. */
export const teamLimitsOptions = () => queryOptions({ ...limits, refetchInterval: SCREEN_POLL_MS });

/** For the warning above every page, for admins of the team. */
export const limitWarningOptions = (isAdmin: boolean) =>
  queryOptions({ ...limits, enabled: isAdmin, refetchInterval: BANNER_POLL_MS });

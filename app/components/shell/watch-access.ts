// Notices in an open page that the viewer's access has changed: removed from the team, another role, signed out.
import type { QueryClient } from '@tanstack/react-query';
import { isAccessRefused } from '#app/lib/core/errors.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';
import type { Viewer } from '#app/lib/teams/schema.ts';

/**
 * Asks anew who is looking when an answer was a refusal, and calls `onChange` when that is another than the page was made for.
 * For the browser only: on the server every request asks.
 */
export function watchAccess(queryClient: QueryClient, onChange: () => void): void {
  let asking = false;
  const refused = async (error: unknown) => {
    const { code } = toUserError(error);
    if (asking || !isAccessRefused(code)) return;
    asking = true;
    const key = viewerOptions().queryKey;
    const before = accessOf(queryClient.getQueryData(key));
    try {
      const now = await queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
      if (before !== undefined && accessOf(now) !== before) onChange();
    } catch {
      // Maple cannot be asked just now; the next refusal asks again.
    } finally {
      asking = false;
    }
  };
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') void refused(event.action.error);
  });
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') void refused(event.action.error);
  });
}

function accessOf(viewer: Viewer | undefined): string | undefined {
  if (viewer?.state !== 'signedIn') return viewer?.state;
  return `${viewer.user.id} ${viewer.team.id} ${viewer.team.role}`;
}

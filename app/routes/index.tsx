// The start page: the logs, or how to send the first data when there is none yet.
import { createFileRoute, redirect } from '@tanstack/react-router';
import { currentTeam } from '#app/components/shell/current-team.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const viewer = await context.queryClient.fetchQuery(viewerOptions());
    // The address of a team leads to that team or nowhere; without one any team of the viewer's will do.
    if (viewer.state === 'outside' && currentTeam() !== undefined) throw redirect({ to: '/no-team' });
    const [first] = viewer.state === 'outside' ? viewer.teams : [];
    if (first) throw redirect({ href: `/t/${first.slug}`, reloadDocument: true });
    throw redirect({
      to: viewer.state === 'signedIn' && !viewer.hasData ? '/connect' : '/logs',
      replace: true,
    });
  },
});

// The start page: the logs, or how to send the first data when there is none yet.
import { createFileRoute, redirect } from '@tanstack/react-router';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const viewer = await context.queryClient.fetchQuery(viewerOptions());
    const [first] = viewer.state === 'outside' ? viewer.teams : [];
    if (first) throw redirect({ href: `/t/${first.slug}`, reloadDocument: true });
    throw redirect({
      to: viewer.state === 'signedIn' && !viewer.hasData ? '/connect' : '/logs',
      replace: true,
    });
  },
});

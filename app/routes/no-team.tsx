// Where the address of a team leads whoever is not in it.
import { createFileRoute, redirect } from '@tanstack/react-router';
import { OutsideTeamPage } from '#app/components/shell/outside-team.tsx';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/no-team')({
  beforeLoad: async ({ context }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedOut') throw redirect({ to: '/login' });
    return { viewer };
  },
  head: () => ({ meta: [{ title: 'Teams · Maple' }] }),
  component: NoTeamPage,
});

function NoTeamPage() {
  const { viewer } = Route.useRouteContext();
  return <OutsideTeamPage viewer={viewer} />;
}

// First run: the first visitor creates the owner's account.
import { createFileRoute, redirect } from '@tanstack/react-router';
import { SetupForm } from '#app/components/auth/setup-form.tsx';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/setup')({
  beforeLoad: async ({ context }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state !== 'setup') throw redirect({ to: '/' });
    return { needsToken: viewer.needsToken };
  },
  head: () => ({ meta: [{ title: 'Set up · Maple' }] }),
  component: SetupPage,
});

function SetupPage() {
  const { needsToken } = Route.useRouteContext();
  return <SetupForm needsToken={needsToken} />;
}

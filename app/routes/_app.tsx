// Every page for signed-in people: sends others to set-up or sign-in, and puts the shell around the page.
import { createFileRoute, Outlet, redirect } from '@tanstack/react-router';
import { CommandsProvider } from '#app/components/shell/commands.tsx';
import { Shell } from '#app/components/shell/shell.tsx';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const viewer = await context.queryClient.ensureQueryData(viewerOptions());
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedOut')
      throw redirect({ to: '/login', search: { redirect: location.publicHref } });
    if (viewer.state === 'outside') throw redirect({ to: '/no-team' });
    if (viewer.state === 'secondFactor')
      throw redirect({ to: '/second-factor', search: { redirect: location.publicHref } });
    return { viewer };
  },
  component: AppLayout,
});

function AppLayout() {
  const { viewer } = Route.useRouteContext();
  return (
    <CommandsProvider>
      <Shell viewer={viewer}>
        <Outlet />
      </Shell>
    </CommandsProvider>
  );
}

// Where who signed in by a password alone is led when that is not enough.
import { createFileRoute, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { SecondFactorPage } from '#app/components/account/second-factor-page.tsx';
import { inTeam } from '#app/components/shell/current-team.ts';
import { safeRedirect } from '#app/lib/auth/safe-redirect.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/second-factor')({
  validateSearch: z.object({
    redirect: z.catch(z.optional(z.string().check(z.maxLength(4_000))), undefined),
  }),
  beforeLoad: async ({ context, search }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedOut') throw redirect({ to: '/login', search });
    if (viewer.state !== 'secondFactor')
      throw redirect({ href: backTo(search.redirect), reloadDocument: true });
    return { viewer };
  },
  head: () => ({ meta: [{ title: 'Two-factor · Maple' }] }),
  component: Page,
});

function Page() {
  const { viewer } = Route.useRouteContext();
  return <SecondFactorPage viewer={viewer} redirect={backTo(Route.useSearch().redirect)} />;
}

function backTo(target: string | undefined): string {
  return target === undefined ? inTeam('/') : safeRedirect(target);
}

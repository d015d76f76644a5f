// Sign-in.
import { createFileRoute, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { LoginForm } from '#app/components/auth/login-form.tsx';
import { signInOptions } from '#app/lib/account/queries.ts';
import { safeRedirect } from '#app/lib/auth/safe-redirect.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/login')({
  validateSearch: z.object({
    redirect: z.catch(z.optional(z.string().check(z.maxLength(4_000))), undefined),
    failure: z.catch(z.optional(z.string().check(z.maxLength(40))), undefined),
  }),
  beforeLoad: async ({ context, search }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedIn')
      throw redirect({ href: safeRedirect(search.redirect), reloadDocument: true });
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(signInOptions()),
  head: () => ({ meta: [{ title: 'Sign in · Maple' }] }),
  component: LoginPage,
});

function LoginPage() {
  const { redirect: target, failure } = Route.useSearch();
  return <LoginForm redirect={target} failure={failure} options={Route.useLoaderData()} />;
}

// Sign-in.
import { createFileRoute, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { LoginForm } from '#app/components/auth/login-form.tsx';
import { safeRedirect } from '#app/lib/auth/safe-redirect.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/login')({
  validateSearch: z.object({
    redirect: z.catch(z.optional(z.string().check(z.maxLength(4_000))), undefined),
  }),
  beforeLoad: async ({ context, search }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedIn')
      throw redirect({ href: safeRedirect(search.redirect), reloadDocument: true });
  },
  head: () => ({ meta: [{ title: 'Sign in · Maple' }] }),
  component: LoginPage,
});

function LoginPage() {
  const { redirect: target } = Route.useSearch();
  return <LoginForm redirect={target} />;
}

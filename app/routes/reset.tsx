// A forgotten password: asks for a link, or sets a new one with it.
import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { ResetForm, ResetRequest } from '#app/components/auth/reset-form.tsx';
import { getResetState } from '#app/lib/account/account.functions.ts';
import { signInOptions } from '#app/lib/account/queries.ts';

export const Route = createFileRoute('/reset')({
  validateSearch: z.object({ token: z.catch(z.optional(z.string().check(z.maxLength(200))), undefined) }),
  loaderDeps: ({ search }) => ({ token: search.token }),
  loader: async ({ context, deps: { token } }) => {
    const { canMail } = await context.queryClient.ensureQueryData(signInOptions());
    const isGood = token !== undefined && (await getResetState({ data: { token } })).isGood;
    return { canMail, isGood };
  },
  // The link is a secret: it must not go to anybody by the Referer header.
  head: () => ({ meta: [{ title: 'Password · Maple' }, { name: 'referrer', content: 'no-referrer' }] }),
  component: ResetPage,
});

function ResetPage() {
  const { token } = Route.useSearch();
  const { canMail, isGood } = Route.useLoaderData();
  return token === undefined ? (
    <ResetRequest canMail={canMail} />
  ) : (
    <ResetForm token={token} isGood={isGood} />
  );
}

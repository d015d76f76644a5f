// Settings → Sign-in and sessions.
import { createFileRoute } from '@tanstack/react-router';
import { SecurityPage } from '#app/components/account/security-page.tsx';
import { accountOptions } from '#app/lib/account/queries.ts';

export const Route = createFileRoute('/_app/settings/security')({
  head: () => ({ meta: [{ title: 'Sign-in and sessions · Maple' }] }),
  // Errors are shown by the page itself.
  loader: ({ context }) => context.queryClient.prefetchQuery(accountOptions()),
  component: SecurityPage,
});

// Settings → Profile.
import { createFileRoute } from '@tanstack/react-router';
import { ProfilePage } from '#app/components/account/profile-page.tsx';
import { accountOptions } from '#app/lib/account/queries.ts';

export const Route = createFileRoute('/_app/settings/profile')({
  head: () => ({ meta: [{ title: 'Profile · Maple' }] }),
  // Errors are shown by the page itself.
  loader: ({ context }) => context.queryClient.prefetchQuery(accountOptions()),
  component: ProfilePage,
});

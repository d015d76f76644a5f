// Settings → Single sign-on.
import { createFileRoute } from '@tanstack/react-router';
import { ProvidersPage } from '#app/components/providers/providers-page.tsx';
import { providerSettingsOptions } from '#app/lib/account/queries.ts';

export const Route = createFileRoute('/_app/settings/providers')({
  head: () => ({ meta: [{ title: 'Single sign-on · Maple' }] }),
  loader: async ({ context }) => {
    if (context.viewer.user.isInstanceAdmin)
      await context.queryClient.prefetchQuery(providerSettingsOptions());
  },
  component: ProvidersPage,
});

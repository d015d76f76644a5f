// Settings → Single sign-on.
import { createFileRoute } from '@tanstack/react-router';
import { ProvidersPage } from '#app/components/providers/providers-page.tsx';

export const Route = createFileRoute('/_app/settings/providers')({
  head: () => ({ meta: [{ title: 'Single sign-on · Maple' }] }),
  component: ProvidersPage,
});

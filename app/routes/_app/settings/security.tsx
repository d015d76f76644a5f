// Settings → Sign-in and sessions.
import { createFileRoute } from '@tanstack/react-router';
import { SecurityPage } from '#app/components/account/security-page.tsx';

export const Route = createFileRoute('/_app/settings/security')({
  head: () => ({ meta: [{ title: 'Sign-in and sessions · Maple' }] }),
  component: SecurityPage,
});

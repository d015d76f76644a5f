// The settings page "Sign-in and sessions".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/security')({
  head: () => ({ meta: [{ title: 'Sign-in and sessions · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Sign-in and sessions</h2>,
});

// The settings page "Single sign-on".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/providers')({
  head: () => ({ meta: [{ title: 'Single sign-on · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Single sign-on</h2>,
});

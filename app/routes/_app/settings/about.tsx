// The settings page "About".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/about')({
  head: () => ({ meta: [{ title: 'About · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">About</h2>,
});

// The settings page "Usage".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/usage')({
  head: () => ({ meta: [{ title: 'Usage · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Usage</h2>,
});

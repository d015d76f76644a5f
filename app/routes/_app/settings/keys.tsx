// The settings page "Keys".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/keys')({
  head: () => ({ meta: [{ title: 'Keys · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Keys</h2>,
});

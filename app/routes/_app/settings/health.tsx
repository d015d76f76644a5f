// The settings page "Health".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/health')({
  head: () => ({ meta: [{ title: 'Health · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Health</h2>,
});

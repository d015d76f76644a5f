// The settings page "Teams".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/teams')({
  head: () => ({ meta: [{ title: 'Teams · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Teams</h2>,
});

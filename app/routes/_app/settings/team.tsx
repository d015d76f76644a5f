// The settings page "Team".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/team')({
  head: () => ({ meta: [{ title: 'Team · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Team</h2>,
});

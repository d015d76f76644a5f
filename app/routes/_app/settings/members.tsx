// The settings page "Members".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/members')({
  head: () => ({ meta: [{ title: 'Members · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Members</h2>,
});

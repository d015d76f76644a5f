// The settings page "Profile".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/profile')({
  head: () => ({ meta: [{ title: 'Profile · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Profile</h2>,
});

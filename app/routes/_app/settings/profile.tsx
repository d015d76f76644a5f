// Settings → Profile.
import { createFileRoute } from '@tanstack/react-router';
import { ProfilePage } from '#app/components/account/profile-page.tsx';

export const Route = createFileRoute('/_app/settings/profile')({
  head: () => ({ meta: [{ title: 'Profile · Maple' }] }),
  component: ProfilePage,
});

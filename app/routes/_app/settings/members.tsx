// The settings page "Members".
import { createFileRoute } from '@tanstack/react-router';
import { MembersPage } from '#app/components/teams/members-page.tsx';

export const Route = createFileRoute('/_app/settings/members')({
  head: () => ({ meta: [{ title: 'Members · Maple' }] }),
  component: MembersPage,
});

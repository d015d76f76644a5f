// The settings page "Teams".
import { createFileRoute } from '@tanstack/react-router';
import { TeamsPage } from '#app/components/teams/teams-page.tsx';

export const Route = createFileRoute('/_app/settings/teams')({
  head: () => ({ meta: [{ title: 'Teams · Maple' }] }),
  component: TeamsPage,
});

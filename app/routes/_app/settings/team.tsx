// The settings page "General".
import { createFileRoute } from '@tanstack/react-router';
import { GeneralPage } from '#app/components/teams/general-page.tsx';

export const Route = createFileRoute('/_app/settings/team')({
  head: () => ({ meta: [{ title: 'General · Maple' }] }),
  component: GeneralPage,
});

// The settings page "Limits".
import { createFileRoute } from '@tanstack/react-router';
import { LimitsPage } from '#app/components/quotas/limits-page.tsx';

export const Route = createFileRoute('/_app/settings/limits')({
  head: () => ({ meta: [{ title: 'Limits · Maple' }] }),
  component: LimitsPage,
});

// The settings page "Health".
import { createFileRoute } from '@tanstack/react-router';
import { HealthPage } from '#app/components/health/health-page.tsx';

export const Route = createFileRoute('/_app/settings/health')({
  head: () => ({ meta: [{ title: 'Health · Maple' }] }),
  component: HealthPage,
});

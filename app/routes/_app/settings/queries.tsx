// The settings page "Running queries".
import { createFileRoute } from '@tanstack/react-router';
import { QueriesPage } from '#app/components/queries/queries-page.tsx';

export const Route = createFileRoute('/_app/settings/queries')({
  head: () => ({ meta: [{ title: 'Running queries · Maple' }] }),
  component: QueriesPage,
});

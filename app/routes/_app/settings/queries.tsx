// The settings page "Running queries".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/queries')({
  head: () => ({ meta: [{ title: 'Running queries · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Running queries</h2>,
});

// The settings page "Limits".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/limits')({
  head: () => ({ meta: [{ title: 'Limits · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Limits</h2>,
});

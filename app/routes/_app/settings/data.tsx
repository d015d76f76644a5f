// The settings page "Data and retention".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/data')({
  head: () => ({ meta: [{ title: 'Data and retention · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Data and retention</h2>,
});

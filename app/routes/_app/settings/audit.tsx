// The settings page "Audit log".
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/settings/audit')({
  head: () => ({ meta: [{ title: 'Audit log · Maple' }] }),
  component: () => <h2 className="text-lg font-semibold">Audit log</h2>,
});

// The settings page "Audit log". Its filters and the entry that is open are in the URL.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { AuditPage } from '#app/components/audit/audit-page.tsx';
import { AUDIT_VIEW_DEFAULTS, auditView } from '#app/components/audit/audit-view.ts';

export const Route = createFileRoute('/_app/settings/audit')({
  validateSearch: auditView,
  search: { middlewares: [stripSearchParams(AUDIT_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Audit log · Maple' }] }),
  component: Audit,
});

function Audit() {
  const { viewer } = Route.useRouteContext();
  return <AuditPage viewer={viewer} view={Route.useSearch()} />;
}

// The audit log of the installation, for who administrates it, whatever team they are in.
import { createFileRoute, redirect, stripSearchParams } from '@tanstack/react-router';
import { InstallationAuditPage } from '#app/components/audit/audit-page.tsx';
import { AUDIT_VIEW_DEFAULTS, auditView } from '#app/components/audit/audit-view.ts';
import { viewerOptions } from '#app/lib/teams/queries.ts';

export const Route = createFileRoute('/no-team_/audit')({
  validateSearch: auditView,
  search: { middlewares: [stripSearchParams(AUDIT_VIEW_DEFAULTS)] },
  beforeLoad: async ({ context, location }) => {
    const viewer = await context.queryClient.fetchQuery({ ...viewerOptions(), staleTime: 0 });
    if (viewer.state === 'setup') throw redirect({ to: '/setup' });
    if (viewer.state === 'signedOut')
      throw redirect({ to: '/login', search: { redirect: location.publicHref } });
    if (!viewer.user.isInstanceAdmin) throw redirect({ to: '/no-team' });
    // What only the team of the address asks for is no matter here.
    if (viewer.state === 'secondFactor' && viewer.isForAdministrators)
      throw redirect({ to: '/second-factor', search: { redirect: location.publicHref } });
  },
  head: () => ({ meta: [{ title: 'Audit log of the installation · Maple' }] }),
  component: Audit,
});

function Audit() {
  return <InstallationAuditPage view={Route.useSearch()} />;
}

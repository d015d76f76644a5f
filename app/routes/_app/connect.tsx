// How to send telemetry to Maple; the first page of a new installation.
import { createFileRoute } from '@tanstack/react-router';
import { ConnectPage } from '#app/components/onboarding/connect-page.tsx';

export const Route = createFileRoute('/_app/connect')({
  head: () => ({ meta: [{ title: 'Send data · Maple' }] }),
  component: Connect,
});

function Connect() {
  const { viewer } = Route.useRouteContext();
  return <ConnectPage viewer={viewer} />;
}

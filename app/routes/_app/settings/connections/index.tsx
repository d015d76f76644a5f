// The list of connections.
import { createFileRoute } from '@tanstack/react-router';
import { ConnectionList } from '#app/components/sources/connection-list.tsx';
import { WithSettings } from '#app/components/sources/settings-state.tsx';

export const Route = createFileRoute('/_app/settings/connections/')({
  head: () => ({ meta: [{ title: 'Connections · Maple' }] }),
  component: () => <WithSettings>{(settings) => <ConnectionList {...settings} />}</WithSettings>,
});

// One connection; the id `new` is the form of another one.
import { createFileRoute } from '@tanstack/react-router';
import { ConnectionForm } from '#app/components/sources/connection-form.tsx';
import { Missing } from '#app/components/sources/missing.tsx';
import { WithSettings } from '#app/components/sources/settings-state.tsx';

export const Route = createFileRoute('/_app/settings/connections/$id')({
  head: () => ({ meta: [{ title: 'Connection · Maple' }] }),
  component: ConnectionPage,
});

function ConnectionPage() {
  const { id } = Route.useParams();
  return (
    <WithSettings>
      {({ connections, mayChange }) => {
        const connection = connections.find((candidate) => candidate.id === id);
        if (connection === undefined && id !== 'new') return <Missing what="connection" />;
        return <ConnectionForm key={id} connection={connection} mayChange={mayChange} />;
      }}
    </WithSettings>
  );
}

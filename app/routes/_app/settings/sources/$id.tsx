// One source; the id `new` is the form of another one.
import { createFileRoute } from '@tanstack/react-router';
import { Missing } from '#app/components/sources/missing.tsx';
import { WithSettings } from '#app/components/sources/settings-state.tsx';
import { SourceForm } from '#app/components/sources/source-form.tsx';

export const Route = createFileRoute('/_app/settings/sources/$id')({
  head: () => ({ meta: [{ title: 'Source · Maple' }] }),
  component: SourcePage,
});

function SourcePage() {
  const { id } = Route.useParams();
  return (
    <WithSettings>
      {(settings) => {
        const source = settings.sources.find((candidate) => candidate.id === id);
        if (source === undefined && id !== 'new') return <Missing what="source" />;
        return <SourceForm key={id} {...settings} source={source} />;
      }}
    </WithSettings>
  );
}

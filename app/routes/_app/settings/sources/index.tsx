// The list of sources.
import { createFileRoute } from '@tanstack/react-router';
import { WithSettings } from '#app/components/sources/settings-state.tsx';
import { SourceList } from '#app/components/sources/source-list.tsx';

export const Route = createFileRoute('/_app/settings/sources/')({
  head: () => ({ meta: [{ title: 'Sources · Maple' }] }),
  component: () => <WithSettings>{(settings) => <SourceList {...settings} />}</WithSettings>,
});

// The frame of the settings pages.
import { createFileRoute } from '@tanstack/react-router';
import { SettingsLayout } from '#app/components/settings/layout.tsx';
import { sourceSettingsOptions } from '#app/lib/sources/queries.ts';

export const Route = createFileRoute('/_app/settings')({
  // A failure is shown by the page, with a way to try again.
  loader: ({ context }) => context.queryClient.prefetchQuery(sourceSettingsOptions()),
  component: SettingsLayout,
});

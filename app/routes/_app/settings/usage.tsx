// The settings page "Usage".
import { createFileRoute } from '@tanstack/react-router';
import { UsagePage } from '#app/components/usage/usage-page.tsx';
import { usageSearch } from '#app/components/usage/usage-view.ts';

export const Route = createFileRoute('/_app/settings/usage')({
  validateSearch: usageSearch,
  head: () => ({ meta: [{ title: 'Usage · Maple' }] }),
  component: UsagePage,
});

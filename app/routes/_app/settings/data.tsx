// The settings page "Data and retention".
import { createFileRoute } from '@tanstack/react-router';
import { DataPage } from '#app/components/storage/data-page.tsx';

export const Route = createFileRoute('/_app/settings/data')({
  head: () => ({ meta: [{ title: 'Data and retention · Maple' }] }),
  component: DataPage,
});

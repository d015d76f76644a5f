// The settings page "About".
import { createFileRoute } from '@tanstack/react-router';
import { AboutPage } from '#app/components/about/about-page.tsx';

export const Route = createFileRoute('/_app/settings/about')({
  head: () => ({ meta: [{ title: 'About · Maple' }] }),
  component: AboutPage,
});

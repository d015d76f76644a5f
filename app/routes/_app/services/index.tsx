// The list of services.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { ServicesPage } from '#app/components/services/services-page.tsx';
import { SERVICES_VIEW_DEFAULTS, servicesView } from '#app/components/services/services-view.ts';

export const Route = createFileRoute('/_app/services/')({
  validateSearch: servicesView,
  search: { middlewares: [stripSearchParams(SERVICES_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Services · Maple' }] }),
  component: ServicesPage,
});

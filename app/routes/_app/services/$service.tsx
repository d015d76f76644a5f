// One service.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { ServicePage } from '#app/components/services/service-page.tsx';
import { SERVICE_VIEW_DEFAULTS, serviceView } from '#app/components/services/services-view.ts';

export const Route = createFileRoute('/_app/services/$service')({
  validateSearch: serviceView,
  search: { middlewares: [stripSearchParams(SERVICE_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Service · Maple' }] }),
  component: ServicePage,
});

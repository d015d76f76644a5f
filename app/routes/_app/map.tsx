// Who calls whom.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { MapPage } from '#app/components/services/map-page.tsx';
import { MAP_VIEW_DEFAULTS, mapView } from '#app/components/services/services-view.ts';

export const Route = createFileRoute('/_app/map')({
  validateSearch: mapView,
  search: { middlewares: [stripSearchParams(MAP_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'Service map · Maple' }] }),
  component: MapPage,
});

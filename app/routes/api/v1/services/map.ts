// GET and POST /api/v1/services/map.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { readServiceMap } from '#app/lib/services/map.server.ts';
import { serviceMapRequest, serviceMapResponse } from '#app/lib/services/schema.ts';

export const Route = createFileRoute('/api/v1/services/map')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/services/map',
      summary: 'Who calls whom: services, databases, caches, queues and other hosts',
      scope: 'read',
      input: serviceMapRequest,
      output: serviceMapResponse,
      handler: ({ tenant, input, signal }) => readServiceMap(app().logs, tenant, input, signal),
    }),
  },
});

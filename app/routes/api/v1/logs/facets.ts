// GET and POST /api/v1/logs/facets.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { facetLogs } from '#app/lib/logs/facets.server.ts';
import { logFacetsRequest, logFacetsResponse } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/facets')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/facets',
      summary: 'The values of fields, with counts',
      scope: 'read',
      input: logFacetsRequest,
      output: logFacetsResponse,
      handler: ({ tenant, input, signal }) => facetLogs(app().logs, tenant, input, signal),
    }),
  },
});

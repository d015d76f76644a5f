// GET and POST /api/v1/traces/services.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { listServices } from '#app/lib/services/list.server.ts';
import { serviceListRequest, serviceListResponse } from '#app/lib/services/schema.ts';

export const Route = createFileRoute('/api/v1/traces/services')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/services',
      summary: 'Services with request rate, error rate, percentiles, Apdex and the period before',
      scope: 'read',
      input: serviceListRequest,
      output: serviceListResponse,
      handler: ({ tenant, input, signal }) => listServices(app().logs, tenant, input, signal),
    }),
  },
});

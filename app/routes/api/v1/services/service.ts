// GET and POST /api/v1/services/service.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { serviceRequest, serviceResponse } from '#app/lib/services/schema.ts';
import { readService } from '#app/lib/services/service.server.ts';

export const Route = createFileRoute('/api/v1/services/service')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/services/service',
      summary: 'One service: its operations, deploys and instances',
      scope: 'read',
      input: serviceRequest,
      output: serviceResponse,
      handler: ({ tenant, input, signal }) => readService(app().logs, tenant, input, signal),
    }),
  },
});

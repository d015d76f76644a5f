// GET and POST /api/v1/traces/red.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { traceRed } from '#app/lib/traces/red.server.ts';
import { redRequest, redResponse } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/red')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/red',
      summary: 'Rate, errors and duration of the matching spans over time',
      scope: 'read',
      input: redRequest,
      output: redResponse,
      handler: ({ tenant, input, signal }) => traceRed(app().traces, tenant, input, signal),
    }),
  },
});

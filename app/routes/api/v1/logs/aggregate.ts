// GET and POST /api/v1/logs/aggregate.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { aggregateLogs } from '#app/lib/logs/aggregate.server.ts';
import { logAggregateRequest, logAggregateResponse } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/aggregate')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/aggregate',
      summary: 'Log records summed up over time, by groups',
      scope: 'read',
      input: logAggregateRequest,
      output: logAggregateResponse,
      handler: ({ tenant, input, signal }) => aggregateLogs(app().logs, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/traces/percentile.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { spanPercentile } from '#app/lib/traces/percentile.server.ts';
import { percentileRequest, percentileResponse } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/percentile')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/percentile',
      summary: 'Where a duration stands among the spans of the same operation in the day before',
      scope: 'read',
      input: percentileRequest,
      output: percentileResponse,
      handler: ({ tenant, input, signal }) => spanPercentile(app().traces, tenant, input, signal),
    }),
  },
});

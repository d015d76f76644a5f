// GET and POST /api/v1/traces/search.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { traceSearchRequest, traceSearchResponse } from '#app/lib/traces/schema.ts';
import { searchTraces } from '#app/lib/traces/search.server.ts';

export const Route = createFileRoute('/api/v1/traces/search')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/search',
      summary: 'Traces with a span that matches, page by page',
      scope: 'read',
      input: traceSearchRequest,
      output: traceSearchResponse,
      handler: ({ tenant, input, signal }) => searchTraces(app().traces, tenant, input, signal),
    }),
  },
});

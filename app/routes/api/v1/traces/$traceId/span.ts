// GET and POST /api/v1/traces/{traceId}/span.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { spanGetRequest, spanGetResponse } from '#app/lib/traces/schema.ts';
import { traceSpan } from '#app/lib/traces/span.server.ts';

export const Route = createFileRoute('/api/v1/traces/$traceId/span')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/$traceId/span',
      summary: 'One span with all that is stored of it, and the spans that link to it',
      scope: 'read',
      input: spanGetRequest,
      output: spanGetResponse,
      handler: ({ tenant, input, signal }) => traceSpan(app().traces, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/traces/spans.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { spanSearchRequest, spanSearchResponse } from '#app/lib/traces/schema.ts';
import { searchSpans } from '#app/lib/traces/spans.server.ts';

export const Route = createFileRoute('/api/v1/traces/spans')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/spans',
      summary: 'Spans that match, page by page',
      scope: 'read',
      input: spanSearchRequest,
      output: spanSearchResponse,
      handler: ({ tenant, input, signal }) => searchSpans(app().traces, tenant, input, signal),
    }),
  },
});

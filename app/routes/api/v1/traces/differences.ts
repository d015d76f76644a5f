// GET and POST /api/v1/traces/differences.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { traceDifferences } from '#app/lib/traces/differences.server.ts';
import { differencesRequest, differencesResponse } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/differences')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/differences',
      summary: 'How the spans of a part of the heatmap differ from the other matching ones',
      scope: 'read',
      input: differencesRequest,
      output: differencesResponse,
      handler: ({ tenant, input, signal }) => traceDifferences(app().traces, tenant, input, signal),
    }),
  },
});

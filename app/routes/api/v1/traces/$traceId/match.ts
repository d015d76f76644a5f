// GET and POST /api/v1/traces/{traceId}/match.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { matchTrace } from '#app/lib/traces/match.server.ts';
import { traceMatchRequest, traceMatchResponse } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/$traceId/match')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/$traceId/match',
      summary: 'The spans of a trace that a search matches',
      scope: 'read',
      input: traceMatchRequest,
      output: traceMatchResponse,
      handler: ({ tenant, input, signal }) => matchTrace(app().traces, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/logs/search.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { logSearchRequest, logSearchResponse } from '#app/lib/logs/schema.ts';
import { searchLogs } from '#app/lib/logs/search.server.ts';

export const Route = createFileRoute('/api/v1/logs/search')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/search',
      summary: 'Log records in order of time, page by page',
      scope: 'read',
      input: logSearchRequest,
      output: logSearchResponse,
      handler: ({ tenant, input, signal }) => searchLogs(app().logs, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/sources/tables.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { tablesRequest, tablesResponse } from '#app/lib/sources/schema.ts';

export const Route = createFileRoute('/api/v1/sources/tables')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/sources/tables',
      summary: 'The tables that a source could be made of, with their rows',
      scope: 'admin',
      input: tablesRequest,
      output: tablesResponse,
      handler: ({ tenant, input }) => app().sources.tables(tenant, input),
    }),
  },
});

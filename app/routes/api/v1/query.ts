// GET and POST /api/v1/query.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { runSqlNoted } from '#app/lib/query/run-sql-noted.server.ts';
import { sqlRequest, sqlResponse } from '#app/lib/query/schema.ts';

export const Route = createFileRoute('/api/v1/query')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/query',
      summary: "Runs one SELECT over the team's tables",
      scope: 'read',
      input: sqlRequest,
      output: sqlResponse,
      handler: ({ tenant, input, signal }) => runSqlNoted(app(), tenant, input, signal),
    }),
  },
});

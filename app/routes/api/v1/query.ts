// GET and POST /api/v1/query.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { runSql } from '#app/lib/query/run-sql.server.ts';
import { sqlRequest, sqlResponse } from '#app/lib/query/schema.ts';

export const Route = createFileRoute('/api/v1/query')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/query',
      summary: "Runs one SELECT over the team's tables",
      scope: 'read',
      input: sqlRequest,
      output: sqlResponse,
      handler: ({ tenant, input, signal }) => runSql(app(), tenant, input, signal),
    }),
  },
});

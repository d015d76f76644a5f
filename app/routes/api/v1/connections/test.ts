// POST /api/v1/connections/test.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { connectionCheck, connectionTest } from '#app/lib/sources/schema.ts';

export const Route = createFileRoute('/api/v1/connections/test')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/connections/test',
      methods: ['POST'],
      summary: 'Tries a ClickHouse server without saving it: address, credentials, database and rights',
      scope: 'admin',
      input: connectionTest,
      output: connectionCheck,
      handler: ({ tenant, input: { id, ...input } }) => app().sources.connections.test(tenant, input, id),
    }),
  },
});

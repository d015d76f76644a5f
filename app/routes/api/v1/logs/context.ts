// GET and POST /api/v1/logs/context.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { logsAround } from '#app/lib/logs/context.server.ts';
import { logContextRequest, logContextResponse } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/context')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/context',
      summary: 'A log record and those before and after it',
      scope: 'read',
      input: logContextRequest,
      output: logContextResponse,
      handler: ({ tenant, input, signal }) => logsAround(app().logs, tenant, input, signal),
    }),
  },
});

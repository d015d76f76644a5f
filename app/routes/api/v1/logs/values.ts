// GET and POST /api/v1/logs/values.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { completeLogValues } from '#app/lib/logs/fields.server.ts';
import { logValuesRequest, logValuesResponse } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/values')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/values',
      summary: 'Values of one field that begin with or contain a text',
      scope: 'read',
      input: logValuesRequest,
      output: logValuesResponse,
      handler: ({ tenant, input, signal }) => completeLogValues(app().logs, tenant, input, signal),
    }),
  },
});

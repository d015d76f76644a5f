// GET and POST /api/v1/logs/fields.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { listLogFields } from '#app/lib/logs/fields.server.ts';
import { logFieldsRequest, logFieldsResponse } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/fields')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/fields',
      summary: 'Which fields the records of a source have',
      scope: 'read',
      input: logFieldsRequest,
      output: logFieldsResponse,
      handler: ({ tenant, input, signal }) => listLogFields(app().logs, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/services/errors.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { listErrorGroups } from '#app/lib/services/errors.server.ts';
import { errorGroupsRequest, errorGroupsResponse } from '#app/lib/services/schema.ts';

export const Route = createFileRoute('/api/v1/services/errors')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/services/errors',
      summary: 'Errors grouped by type, message and top frame, with an example of each',
      scope: 'read',
      input: errorGroupsRequest,
      output: errorGroupsResponse,
      handler: ({ tenant, input, signal }) => listErrorGroups(app().logs, tenant, input, signal),
    }),
  },
});

// GET and POST /api/v1/usage.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { usageRequest, usageResponse } from '#app/lib/usage/schema.ts';
import { readUsage } from '#app/lib/usage/usage.server.ts';

export const Route = createFileRoute('/api/v1/usage')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/usage',
      summary: 'What the team sent and what that takes up on disk, by service and day',
      scope: 'read',
      input: usageRequest,
      output: usageResponse,
      handler: ({ tenant, input, signal }) => readUsage(app().usage, tenant, input, signal),
    }),
  },
});

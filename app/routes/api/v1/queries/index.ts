// GET /api/v1/queries.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { runningOperation } from '#app/lib/query/schema.ts';

export const Route = createFileRoute('/api/v1/queries/')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/queries',
      methods: ['GET'],
      summary: "The team's queries that run just now, oldest first",
      scope: 'read',
      input: z.object({}),
      output: z.object({ queries: z.array(runningOperation) }),
      handler: async ({ tenant }) => ({ queries: await app().running.overview(tenant) }),
    }),
  },
});

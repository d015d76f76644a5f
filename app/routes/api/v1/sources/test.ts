// POST /api/v1/sources/test.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { sourceCheck, sourceTest } from '#app/lib/sources/schema.ts';

export const Route = createFileRoute('/api/v1/sources/test')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/sources/test',
      methods: ['POST'],
      summary: 'Tries a source without saving it: the problems of each field, and a row',
      scope: 'admin',
      input: sourceTest,
      output: sourceCheck,
      handler: ({ tenant, input: { id, ...input } }) => app().sources.test(tenant, input, id),
    }),
  },
});

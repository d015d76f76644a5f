// POST /api/v1/sources/detect.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { detectRequest, detectResponse } from '#app/lib/sources/schema.ts';

export const Route = createFileRoute('/api/v1/sources/detect')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/sources/detect',
      methods: ['POST'],
      summary: 'A source as the columns of a table suggest it, to be looked at and saved',
      scope: 'admin',
      input: detectRequest,
      output: detectResponse,
      handler: ({ tenant, input }) => app().sources.detect(tenant, input),
    }),
  },
});

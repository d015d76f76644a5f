// GET /api/v1/openapi.json.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { openApiDocument } from '#app/lib/api/openapi.ts';
import { declaredOperations } from '#app/lib/api/operations.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';

export const Route = createFileRoute('/api/v1/openapi.json')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/openapi.json',
      methods: ['GET'],
      summary: 'This description of the API',
      scope: 'public',
      input: z.object({}),
      output: z.record(z.string(), z.unknown()),
      handler: () => {
        const { config, version } = app();
        return openApiDocument(declaredOperations(), { url: config.url, version });
      },
    }),
  },
});

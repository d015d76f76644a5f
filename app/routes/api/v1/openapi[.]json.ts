// GET /api/v1/openapi.json.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { openApiDocument } from '#app/lib/api/openapi.ts';
import { declaredOperations } from '#app/lib/api/operations.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';

const path = '/api/v1/openapi.json';

/** A route file declares its operation when it is loaded; this loads them all. */
const loadRoutes = () => Promise.all(Object.values(import.meta.glob('./*/**/*.ts')).map((load) => load()));

export const Route = createFileRoute(path)({
  server: {
    handlers: apiRoute({
      path,
      methods: ['GET'],
      summary: 'This description of the API',
      scope: 'public',
      input: z.object({}),
      output: z.record(z.string(), z.unknown()),
      handler: async () => {
        await loadRoutes();
        const { config, version } = app();
        return openApiDocument(declaredOperations(), { url: config.url, version });
      },
    }),
  },
});

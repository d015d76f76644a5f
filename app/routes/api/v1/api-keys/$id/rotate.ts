// POST /api/v1/api-keys/{id}/rotate.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { keyRotation, madeKey } from '#app/lib/keys/schema.ts';

export const Route = createFileRoute('/api/v1/api-keys/$id/rotate')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/api-keys/$id/rotate',
      methods: ['POST'],
      summary:
        'Makes a key like this one, which goes on working for the overlap; the new one is in this answer only',
      scope: 'admin',
      input: keyRotation,
      output: madeKey,
      handler: ({ tenant, input }) => Response.json(app().apiKeys.rotate(tenant, input), { status: 201 }),
    }),
  },
});

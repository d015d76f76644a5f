// GET, PUT and DELETE /api/v1/connections/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { problemsResponse } from '#app/lib/sources/problems.ts';
import { byId, connection, connectionChange } from '#app/lib/sources/schema.ts';

const path = '/api/v1/connections/$id';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'One connection',
  scope: 'read',
  input: byId,
  output: connection,
  handler: ({ tenant, input }) => app().sources.connections.get(tenant, input.id),
});

const replace = apiRoute({
  path,
  methods: ['PUT'],
  summary: 'Replaces a connection; without a password the stored one stays',
  scope: 'admin',
  input: connectionChange,
  output: connection,
  handler: async ({ tenant, input: { id, ...input } }) => {
    const saved = await app().sources.connections.save(tenant, input, id);
    return saved.connection ?? problemsResponse(saved.problems);
  },
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Deletes a connection that no source uses',
  scope: 'admin',
  input: byId,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    app().sources.connections.remove(tenant, input.id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/connections/$id')({
  server: { handlers: { ...get, ...replace, ...remove } },
});

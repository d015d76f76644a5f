// GET, PUT and DELETE /api/v1/sources/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { problemsResponse } from '#app/lib/sources/problems.ts';
import { byId, sourceChange, sourceDefinition } from '#app/lib/sources/schema.ts';

const path = '/api/v1/sources/$id';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'One source, by its id or its name',
  scope: 'read',
  input: byId,
  output: sourceDefinition,
  handler: ({ tenant, input }) => app().sources.get(tenant, input.id),
});

const replace = apiRoute({
  path,
  methods: ['PUT'],
  summary: 'Replaces a source; every mistake is told at once, by field',
  scope: 'admin',
  input: sourceChange,
  output: sourceDefinition,
  handler: async ({ tenant, input: { id, ...input } }) => {
    const { source, problems } = await app().sources.save(tenant, input, id);
    return source ?? problemsResponse(problems);
  },
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Deletes a source; its table stays',
  scope: 'admin',
  input: byId,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    app().sources.remove(tenant, input.id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/sources/$id')({
  server: { handlers: { ...get, ...replace, ...remove } },
});

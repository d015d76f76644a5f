// GET, PATCH and DELETE /api/v1/saved-searches/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { savedSearch, savedSearchChanges, savedSearchId } from '#app/lib/saved/schema.ts';

const path = '/api/v1/saved-searches/$id';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'One saved search',
  scope: 'read',
  input: savedSearchId,
  output: savedSearch,
  handler: ({ tenant, input }) => app().saved.get(tenant, input.id),
});

const change = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Changes what is given of a saved search: by its owner, or by an admin for those of the team',
  scope: 'read',
  input: savedSearchChanges,
  output: savedSearch,
  handler: ({ tenant, input: { id, ...changes } }) => app().saved.update(tenant, id, changes),
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Deletes a saved search: by its owner, or by an admin for those of the team',
  scope: 'read',
  input: savedSearchId,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    app().saved.remove(tenant, input.id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/saved-searches/$id')({
  server: { handlers: { ...get, ...change, ...remove } },
});

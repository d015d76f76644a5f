// GET and POST /api/v1/saved-searches.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { savedSearch, savedSearchInput, savedSearchList } from '#app/lib/saved/schema.ts';

const path = '/api/v1/saved-searches';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The saved searches of the team and one’s own, by name',
  scope: 'read',
  input: z.object({}),
  output: savedSearchList,
  handler: ({ tenant }) => ({ searches: app().saved.list(tenant) }),
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Keeps a search; one for the team, as all those that a key makes, needs the scope write',
  scope: 'read',
  input: savedSearchInput,
  output: savedSearch,
  handler: ({ tenant, input }) => Response.json(app().saved.create(tenant, input), { status: 201 }),
});

export const Route = createFileRoute('/api/v1/saved-searches')({
  server: { handlers: { ...list, ...create } },
});

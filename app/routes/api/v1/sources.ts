// GET and POST /api/v1/sources.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { problemsResponse } from '#app/lib/sources/problems.ts';
import { sourceDefinition, sourceInput } from '#app/lib/sources/schema.ts';

const path = '/api/v1/sources';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'Every source of the team, the built-in ones first',
  scope: 'read',
  input: z.object({}),
  output: z.object({ sources: z.array(sourceDefinition) }),
  handler: ({ tenant }) => ({ sources: app().sources.list(tenant) }),
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Makes a source of a table; every mistake is told at once, by field',
  scope: 'admin',
  input: sourceInput,
  output: sourceDefinition,
  handler: async ({ tenant, input }) => {
    const { source, problems } = await app().sources.save(tenant, input);
    return source ?? problemsResponse(problems);
  },
});

export const Route = createFileRoute('/api/v1/sources')({
  server: { handlers: { ...list, ...create } },
});

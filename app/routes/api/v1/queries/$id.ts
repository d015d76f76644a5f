// GET and DELETE /api/v1/queries/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { cancelNoted } from '#app/lib/query/cancel.server.ts';
import { operationProgress, operationQuestion } from '#app/lib/query/schema.ts';

const path = '/api/v1/queries/$id';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'How far a query is, by the operationId that its client chose',
  scope: 'read',
  input: operationQuestion,
  output: operationProgress,
  handler: ({ tenant, input }) => app().running.progress(tenant, input.id),
});

const cancel = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Cancels a query, in the database too',
  scope: 'read',
  input: operationQuestion,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    cancelNoted(app(), tenant, input.id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/queries/$id')({
  server: { handlers: { ...get, ...cancel } },
});

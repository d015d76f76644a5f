// GET and POST /api/v1/connections.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { problemsResponse } from '#app/lib/sources/problems.ts';
import { connection, connectionInput } from '#app/lib/sources/schema.ts';

const path = '/api/v1/connections';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The other ClickHouse servers of the team; passwords are never shown',
  scope: 'read',
  input: z.object({}),
  output: z.object({ connections: z.array(connection) }),
  handler: ({ tenant }) => ({ connections: app().sources.connections.list(tenant) }),
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Adds a ClickHouse server that passes a test; every mistake is told at once, by field',
  scope: 'admin',
  input: connectionInput,
  output: connection,
  handler: async ({ tenant, input }) => {
    const saved = await app().sources.connections.save(tenant, input);
    return saved.connection ?? problemsResponse(saved.problems);
  },
});

export const Route = createFileRoute('/api/v1/connections')({
  server: { handlers: { ...list, ...create } },
});

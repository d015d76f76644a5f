// GET and POST /api/v1/api-keys.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { keyInput, keyList, madeKey } from '#app/lib/keys/schema.ts';

const path = '/api/v1/api-keys';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The keys of the team with their state; never a key itself',
  scope: 'admin',
  input: z.object({}),
  output: keyList,
  handler: ({ tenant }) => ({ keys: app().apiKeys.list(tenant) }),
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Makes a key, which is in this answer only; a key makes none that can do more than itself',
  scope: 'admin',
  input: keyInput,
  output: madeKey,
  handler: ({ tenant, input }) => Response.json(app().apiKeys.create(tenant, input), { status: 201 }),
});

export const Route = createFileRoute('/api/v1/api-keys')({
  server: { handlers: { ...list, ...create } },
});

// PATCH and DELETE /api/v1/api-keys/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { apiKey, keyChange, keyId } from '#app/lib/keys/schema.ts';

const path = '/api/v1/api-keys/$id';

const rename = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Renames a key',
  scope: 'admin',
  input: keyChange,
  output: apiKey,
  handler: ({ tenant, input }) => app().apiKeys.rename(tenant, input.id, input.name),
});

const revoke = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Revokes a key: the next request with it is refused',
  scope: 'admin',
  input: keyId,
  output: apiKey,
  handler: ({ tenant, input }) => app().apiKeys.revoke(tenant, input.id),
});

export const Route = createFileRoute('/api/v1/api-keys/$id')({
  server: { handlers: { ...rename, ...revoke } },
});

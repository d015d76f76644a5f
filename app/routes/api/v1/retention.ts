// GET and PATCH /api/v1/retention.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { retentionChanged, retentionPatch, retentionState } from '#app/lib/storage/schema.ts';
import { readRetentionState } from '#app/lib/storage/state.server.ts';

const path = '/api/v1/retention';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'How long telemetry is kept, what is stored of it, and what goes next',
  scope: 'read',
  input: z.object({}),
  output: retentionState,
  handler: ({ tenant }) => readRetentionState(app().storage, tenant),
});

const patch = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Changes how many days signals are kept; what is past that is dropped at once',
  scope: 'admin',
  input: retentionPatch,
  output: retentionChanged,
  handler: ({ tenant, input: { confirm, ...change } }) =>
    app().storage.retention.change(tenant, change, confirm),
});

export const Route = createFileRoute('/api/v1/retention')({
  server: { handlers: { ...get, ...patch } },
});

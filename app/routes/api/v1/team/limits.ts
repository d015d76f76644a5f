// GET and PATCH /api/v1/team/limits.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { limitsChange, teamLimits } from '#app/lib/quotas/schema.ts';

const path = '/api/v1/team/limits';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'What the team may send and ask, how much of it is used, and a warning from 80 % on',
  scope: 'read',
  input: z.object({}),
  output: teamLimits,
  handler: ({ tenant }) => app().teamLimits.read(tenant),
});

const change = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Changes query limits by role (admins), and ingest quotas (administrators of the installation)',
  scope: 'admin',
  input: limitsChange,
  output: teamLimits,
  handler: ({ tenant, input }) => app().teamLimits.change(tenant, input),
});

export const Route = createFileRoute('/api/v1/team/limits')({
  server: { handlers: { ...get, ...change } },
});

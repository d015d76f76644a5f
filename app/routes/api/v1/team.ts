// GET, PATCH and DELETE /api/v1/team.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { deletedTeam, teamChanges, teamDeletion, teamDetails } from '#app/lib/teams/team-schema.ts';

const path = '/api/v1/team';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The own team',
  scope: 'read',
  input: z.object({}),
  output: teamDetails,
  handler: ({ tenant }) => app().people.teams.get(tenant),
});

const change = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Renames the team; its slug and its database stay',
  scope: 'admin',
  input: teamChanges,
  output: teamDetails,
  handler: ({ tenant, input }) => app().people.teams.rename(tenant, tenant.teamId, input.name),
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary:
    'Deletes the team; only its owners may. Everybody is out at once, and its data is dropped a week later',
  scope: 'admin',
  input: teamDeletion,
  output: deletedTeam,
  handler: ({ tenant, input }) => ({
    dropAfter: app().people.teams.removeOwn(tenant, input.confirm).toISOString(),
  }),
});

export const Route = createFileRoute('/api/v1/team')({
  server: { handlers: { ...get, ...change, ...remove } },
});

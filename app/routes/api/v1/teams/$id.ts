// PATCH, DELETE and POST /api/v1/teams/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import {
  deletedTeam,
  teamAction,
  teamChangesById,
  teamDeletionById,
  teamDetails,
} from '#app/lib/teams/team-schema.ts';

const path = '/api/v1/teams/$id';

const change = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Renames a team; its slug and its database stay',
  scope: 'instance',
  input: teamChangesById,
  output: teamDetails,
  handler: ({ person, input }) => app().people.teams.rename(person, input.id, input.name),
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Deletes a team. Everybody is out at once, and its data is dropped a week later',
  scope: 'instance',
  input: teamDeletionById,
  output: deletedTeam,
  handler: ({ person, input }) => ({
    dropAfter: app().people.teams.remove(person, input.id, input.confirm).toISOString(),
  }),
});

const act = apiRoute({
  path,
  methods: ['POST'],
  summary:
    'restore brings a deleted team back with all that it had; own makes the caller an owner of the team',
  scope: 'instance',
  input: teamAction,
  output: z.object({}),
  handler: async ({ person, input: { id, action } }) => {
    if (action === 'restore') await app().people.teams.restore(person, id);
    else app().people.teams.takeOver(person, id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/teams/$id')({
  server: { handlers: { ...change, ...remove, ...act } },
});

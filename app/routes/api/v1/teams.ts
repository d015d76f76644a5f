// GET and POST /api/v1/teams.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { teamDetails, teamInput, teamList } from '#app/lib/teams/team-schema.ts';

const path = '/api/v1/teams';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'All teams of the installation with their sizes, deleted ones too',
  scope: 'instance',
  input: z.object({}),
  output: teamList,
  handler: async ({ person }) => ({ teams: await app().people.listAll(person) }),
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Makes a team with its database; whoever makes it owns it',
  scope: 'instance',
  input: teamInput,
  output: teamDetails,
  handler: async ({ person, input }) =>
    Response.json(await app().people.teams.create(person, input), { status: 201 }),
});

export const Route = createFileRoute('/api/v1/teams')({
  server: { handlers: { ...list, ...create } },
});

// PATCH and DELETE /api/v1/team/members/{userId}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { memberById, memberRole, removedMember } from '#app/lib/teams/member-schema.ts';

const path = '/api/v1/team/members/$userId';

const change = apiRoute({
  path,
  methods: ['PATCH'],
  summary: 'Gives somebody another role; only owners make and change owners, and one stays',
  scope: 'admin',
  input: memberRole,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    app().people.members.changeRole(tenant, input.userId, input.role);
    return {};
  },
});

const remove = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Takes somebody out of the team, with the keys and invitations that they made',
  scope: 'admin',
  input: memberById,
  output: removedMember,
  handler: ({ tenant, input }) => app().people.members.remove(tenant, input.userId),
});

export const Route = createFileRoute('/api/v1/team/members/$userId')({
  server: { handlers: { ...change, ...remove } },
});

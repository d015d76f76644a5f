// GET and POST /api/v1/team/invitations.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { invitationInput, invitationLink, invitationList } from '#app/lib/teams/invitation-schema.ts';

const path = '/api/v1/team/invitations';

const list = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The invitations that nobody has accepted yet, newest first',
  scope: 'admin',
  input: z.object({}),
  output: invitationList,
  handler: ({ tenant }) => {
    const { invitations } = app().people;
    return { invitations: invitations.list(tenant), canMail: invitations.canMail };
  },
});

const create = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Invites somebody; the link is in this answer only, or mailed',
  scope: 'admin',
  input: invitationInput,
  output: invitationLink,
  handler: async ({ tenant, input }) =>
    Response.json(await app().people.invitations.create(tenant, input), { status: 201 }),
});

export const Route = createFileRoute('/api/v1/team/invitations')({
  server: { handlers: { ...list, ...create } },
});

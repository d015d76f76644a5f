// POST and DELETE /api/v1/team/invitations/{id}.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { invitationById, invitationLink, invitationRenewal } from '#app/lib/teams/invitation-schema.ts';

const path = '/api/v1/team/invitations/$id';

const renew = apiRoute({
  path,
  methods: ['POST'],
  summary: 'Makes a new link with new days in place of the old one',
  scope: 'admin',
  input: invitationRenewal,
  output: invitationLink,
  handler: ({ tenant, input: { id, ...how } }) => app().people.invitations.renew(tenant, id, how),
});

const revoke = apiRoute({
  path,
  methods: ['DELETE'],
  summary: 'Takes an invitation back',
  scope: 'admin',
  input: invitationById,
  output: z.object({}),
  handler: ({ tenant, input }) => {
    app().people.invitations.revoke(tenant, input.id);
    return {};
  },
});

export const Route = createFileRoute('/api/v1/team/invitations/$id')({
  server: { handlers: { ...renew, ...revoke } },
});

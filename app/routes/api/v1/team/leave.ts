// POST /api/v1/team/leave.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { removedMember } from '#app/lib/teams/member-schema.ts';

export const Route = createFileRoute('/api/v1/team/leave')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/team/leave',
      methods: ['POST'],
      summary: 'Leaves the team, with the keys and invitations that one made; the last owner cannot',
      scope: 'read',
      input: z.object({}),
      output: removedMember,
      handler: ({ tenant }) => app().people.members.leave(tenant),
    }),
  },
});

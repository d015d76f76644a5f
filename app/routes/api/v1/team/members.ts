// GET /api/v1/team/members.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { memberList } from '#app/lib/teams/member-schema.ts';

export const Route = createFileRoute('/api/v1/team/members')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/team/members',
      methods: ['GET'],
      summary: 'Who is in the team, owners first',
      scope: 'read',
      input: z.object({}),
      output: memberList,
      handler: ({ tenant }) => ({ members: app().people.members.list(tenant) }),
    }),
  },
});

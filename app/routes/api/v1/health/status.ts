// GET /api/v1/health/status: no key needed, so that load balancers and the sign-in page can ask.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { healthReport } from '#app/lib/health/schema.ts';

export const Route = createFileRoute('/api/v1/health/status')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/health/status',
      methods: ['GET'],
      summary: 'Whether Maple works, part by part, and its own counters',
      scope: 'public',
      input: z.object({}),
      output: healthReport,
      handler: async () => {
        const report = await app().health();
        return report.status === 'down' ? Response.json(report, { status: 503 }) : report;
      },
    }),
  },
});

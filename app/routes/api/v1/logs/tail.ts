// GET and POST /api/v1/logs/tail.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { logTailRequest } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/tail')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/tail',
      summary: 'Log records as they arrive, as server-sent events: log, dropped, error, resumed',
      scope: 'read',
      input: logTailRequest,
      output: z
        .string()
        .describe('text/event-stream; the data of an event "log" is one row as in /api/v1/logs/search'),
      handler: async ({ tenant, input, request, signal }) => {
        const lastEventId = request.headers.get('last-event-id');
        const body = await app().tails.open(tenant, input, { signal, lastEventId });
        return new Response(body, {
          headers: {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-cache, no-transform',
            'x-accel-buffering': 'no',
          },
        });
      },
    }),
  },
});

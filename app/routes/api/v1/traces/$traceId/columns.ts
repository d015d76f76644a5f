// GET and POST /api/v1/traces/{traceId}/columns.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { CLIENT_ADDRESS_HEADER } from '#app/lib/auth/client-address.ts';
import { gzipped } from '#app/lib/net/compress.server.ts';
import { isLoopbackHost } from '#app/lib/net/loopback.ts';
import { traceColumns } from '#app/lib/traces/columns.server.ts';
import { traceRequest } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/$traceId/columns')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/$traceId/columns',
      summary: 'The spans of a trace as columns, in blocks of the format Native of ClickHouse',
      scope: 'read',
      input: traceRequest,
      output: z
        .string()
        .describe('application/octet-stream; X-Maple-Spans is about how many spans a large trace has'),
      handler: async ({ tenant, input, signal, request }) => {
        const { spans, body } = await traceColumns(app().traces, tenant, input, signal);
        const isNear = isLoopbackHost(request.headers.get(CLIENT_ADDRESS_HEADER) ?? '');
        // On one machine packing takes longer than sending.
        const isPacked = !isNear && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
        return new Response(isPacked ? gzipped(body) : body, {
          headers: {
            'content-type': 'application/octet-stream',
            ...(spans !== undefined && { 'x-maple-spans': String(spans) }),
            ...(isPacked && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
          },
        });
      },
    }),
  },
});

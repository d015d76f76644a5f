// GET and POST /api/v1/traces/{traceId}.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { traceGetRequest, traceGetResponse } from '#app/lib/traces/schema.ts';
import { traceDocumentNoted } from '#app/lib/traces/trace-noted.server.ts';

export const Route = createFileRoute('/api/v1/traces/$traceId')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/$traceId',
      summary:
        'A trace by its id: as Maple has it, as OTLP/JSON or as Jaeger JSON; a connection that breaks off means that spans are missing',
      scope: 'read',
      input: traceGetRequest,
      output: traceGetResponse,
      handler: async ({ tenant, input, signal }) => {
        const { db, traces } = app();
        const body = await traceDocumentNoted(db, traces, tenant, input, signal);
        const name = input.traceId.replace(/[^\w.-]/g, '_').slice(0, 64);
        const suffix = input.format === 'maple' ? '' : `.${input.format}`;
        return new Response(body, {
          headers: {
            'content-type': 'application/json',
            ...(suffix !== '' && {
              'content-disposition': `attachment; filename="trace-${name}${suffix}.json"`,
            }),
          },
        });
      },
    }),
  },
});

// GET and POST /api/v1/logs/export.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { exportLogsNoted } from '#app/lib/logs/export-noted.server.ts';
import { logExportRequest } from '#app/lib/logs/schema.ts';

export const Route = createFileRoute('/api/v1/logs/export')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/logs/export',
      summary:
        'All matching log records as a file in NDJSON or CSV; a connection that breaks off means that rows are missing',
      scope: 'read',
      input: logExportRequest,
      output: z.string().describe('application/x-ndjson or text/csv'),
      handler: async ({ tenant, input, signal }) => {
        const { db, logs } = app();
        const exported = await exportLogsNoted(db, logs, tenant, input, signal);
        const { body, contentType, fileName, mostRows } = exported;
        return new Response(body, {
          headers: {
            'content-type': contentType,
            'content-disposition': `attachment; filename="${fileName}"`,
            'x-maple-most-rows': String(mostRows),
          },
        });
      },
    }),
  },
});

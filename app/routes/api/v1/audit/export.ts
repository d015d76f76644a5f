// GET /api/v1/audit/export.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { auditFile } from '#app/lib/audit/export.server.ts';
import { auditExportRequest } from '#app/lib/audit/schema.ts';

export const Route = createFileRoute('/api/v1/audit/export')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/audit/export',
      methods: ['GET'],
      summary:
        'All matching entries of the audit log as a file; a connection that breaks off means that entries are missing',
      scope: 'admin',
      input: auditExportRequest,
      output: z.string().describe('text/csv or application/x-ndjson'),
      handler: ({ tenant, input }) => auditFile(app().db, tenant, input, Date.now()),
    }),
  },
});

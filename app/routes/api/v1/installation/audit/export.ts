// GET /api/v1/installation/audit/export.
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { auditFile } from '#app/lib/audit/export.server.ts';
import { installationAuditExportRequest } from '#app/lib/audit/schema.ts';

export const Route = createFileRoute('/api/v1/installation/audit/export')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/installation/audit/export',
      methods: ['GET'],
      summary: 'All matching entries of the installation as a file, as GET /api/v1/audit/export',
      scope: 'instance',
      input: installationAuditExportRequest,
      output: z.string().describe('text/csv or application/x-ndjson'),
      handler: ({ person, input }) => auditFile(app().db, person, input, Date.now()),
    }),
  },
});

// GET /api/v1/audit.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { readAuditPage } from '#app/lib/audit/read.server.ts';
import { auditPage, auditRequest } from '#app/lib/audit/schema.ts';

export const Route = createFileRoute('/api/v1/audit/')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/audit',
      methods: ['GET'],
      summary: 'Who did what, from where, to what: entries of the audit log, newest first',
      scope: 'admin',
      input: auditRequest,
      output: auditPage,
      handler: ({ tenant, input, signal }) => readAuditPage(app().db, tenant, input, Date.now(), signal),
    }),
  },
});

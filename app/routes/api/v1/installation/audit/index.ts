// GET /api/v1/installation/audit.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { readAuditPage } from '#app/lib/audit/read.server.ts';
import { auditPage, installationAuditRequest } from '#app/lib/audit/schema.ts';

export const Route = createFileRoute('/api/v1/installation/audit/')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/installation/audit',
      methods: ['GET'],
      summary: 'Entries of the audit log that belong to no team or to a deleted one, newest first',
      scope: 'instance',
      input: installationAuditRequest,
      output: auditPage,
      handler: ({ person, input, signal }) => readAuditPage(app().db, person, input, Date.now(), signal),
    }),
  },
});

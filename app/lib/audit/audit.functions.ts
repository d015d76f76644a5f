// The server function of the audit log's page.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { readAuditPage } from './read.server.ts';
import { auditRequest } from './schema.ts';

/** A page of entries as JSON text: what was there before and after has any shape, which the type of an answer cannot say. */
export const readAuditLog = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .validator(auditRequest)
  .handler(async ({ data, context }) =>
    JSON.stringify(await readAuditPage(app().db, context.tenant, data, Date.now(), context.signal)),
  );

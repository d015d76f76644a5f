// The server functions of the audit log's pages.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { instanceMiddleware, tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { readAuditPage } from './read.server.ts';
import { auditRequest, installationAuditRequest } from './schema.ts';

/** A page of entries as JSON text: what was there before and after has any shape, which the type of an answer cannot say. */
export const readAuditLog = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .validator(auditRequest)
  .handler(async ({ data, context }) =>
    JSON.stringify(await readAuditPage(app().db, context.tenant, data, Date.now(), context.signal)),
  );

/** The same of the installation, for who administrates it and need be in no team. */
export const readInstallationAuditLog = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .validator(installationAuditRequest)
  .handler(async ({ data, context }) =>
    JSON.stringify(await readAuditPage(app().db, context.person, data, Date.now(), context.signal)),
  );

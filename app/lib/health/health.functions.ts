// The server functions of the pages "Health" and "About".
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { readAbout, readHealthDetails } from './details.server.ts';

/** The report with the engine's details and the last minutes. */
export const getHealthDetails = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => readHealthDetails(app().details, context.tenant));

/** What runs here. */
export const getAbout = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => readAbout(app().details, context.tenant));

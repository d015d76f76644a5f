// The server function of the page "Usage".
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { usageRequest } from './schema.ts';
import { readUsage } from './usage.server.ts';

/** What the team sent and what that takes up, by service and day. */
export const getUsage = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .validator(usageRequest)
  .handler(({ data, context }) => readUsage(app().usage, context.tenant, data, context.signal));

// The server functions of the settings page "Limits", and of the line above the page that warns.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { limitsChange } from './schema.ts';

/** What is set and what is used. */
export const getTeamLimits = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => app().teamLimits.read(context.tenant));

/** Changes what it names. Fails with `forbidden`, and `bad_request` above the installation's limits. */
export const changeTeamLimits = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(limitsChange)
  .handler(({ data, context }) => app().teamLimits.change(context.tenant, data));

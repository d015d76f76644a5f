// The server functions of the log screen.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { logVolume, searchLogs as search } from './repository.server.ts';
import { logSearchRequest, logVolumeRequest } from './schema.ts';

/** One page of rows. Fails with `bad_request` and a position when the query has a mistake. */
export const searchLogs = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logSearchRequest)
  .handler(({ data, context }) => search(app().logs, context.tenant, data, context.signal));

/** Rows per interval and severity, for the histogram above the list. */
export const getLogVolume = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logVolumeRequest)
  .handler(({ data, context }) => logVolume(app().logs, context.tenant, data, context.signal));

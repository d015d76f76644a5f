// The server function behind "copy as SQL".
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { explainLogs } from './copy.server.ts';
import { logSearchRequest } from './schema.ts';

/** The SQL of a search with its values as literals. Fails with `bad_request` when the query has a mistake. */
export const explainLogSearch = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logSearchRequest)
  .handler(({ data, context }) => explainLogs(app().logs, context.tenant, data, context.signal));

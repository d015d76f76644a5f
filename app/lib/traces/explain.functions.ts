// The server function behind "copy as SQL" of traces and spans.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { explainTraces } from './explain.server.ts';
import { traceExplainRequest } from './schema.ts';

/** The SQL of a search with its values as literals. Fails with `bad_request` when the query has a mistake. */
export const explainTraceSearch = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(traceExplainRequest)
  .handler(({ data, context }) => explainTraces(app().traces, context.tenant, data, context.signal));

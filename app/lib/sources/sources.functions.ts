// The server functions of the source picker and of the source settings.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import type { SourceSummary } from './schema.ts';

/** Every source of the team, the built-in ones first. */
export const listSources = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }): SourceSummary[] =>
    app()
      .sources.list(context.tenant)
      .map(({ id, name, kind, isBuiltIn, defaultColumns }) => ({
        id,
        name,
        kind,
        isBuiltIn,
        defaultColumns,
      })),
  );

// The server functions of the source picker and of the settings for sources and connections.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import {
  byId,
  connectionTest,
  detectRequest,
  type SourceSummary,
  sourceTest,
  tablesRequest,
} from './schema.ts';

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

/** Every source with all that defines it, and the connections, for the settings. */
export const getSourceSettings = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => ({
    sources: app().sources.list(context.tenant),
    connections: app().sources.connections.list(context.tenant),
    database: context.tenant.database,
    mayChange: context.tenant.scopes.has('admin'),
  }));

/** Tries a source: problems by field, and a row. Nothing is saved. */
export const testSource = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(sourceTest)
  .handler(({ data: { id, ...input }, context }) => app().sources.test(context.tenant, input, id));

/** Saves a source, in place of another when it has an id. Answers the source, or problems by field. */
export const saveSource = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(sourceTest)
  .handler(({ data: { id, ...input }, context }) => app().sources.save(context.tenant, input, id));

export const deleteSource = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(byId)
  .handler(({ data, context }) => app().sources.remove(context.tenant, data.id));

/** A source as the columns of a table suggest it. */
export const detectSource = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(detectRequest)
  .handler(({ data, context }) => app().sources.detect(context.tenant, data));

/** The tables that a source could be made of. */
export const listTables = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .validator(tablesRequest)
  .handler(({ data, context }) => app().sources.tables(context.tenant, data));

/** Tries another ClickHouse server. Nothing is saved. */
export const testConnection = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(connectionTest)
  .handler(({ data: { id, ...input }, context }) =>
    app().sources.connections.test(context.tenant, input, id),
  );

/** Saves a connection, in place of another when it has an id. Answers the connection, or problems by field. */
export const saveConnection = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(connectionTest)
  .handler(({ data: { id, ...input }, context }) =>
    app().sources.connections.save(context.tenant, input, id),
  );

/** Fails with `conflict` while a source uses it. */
export const deleteConnection = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(byId)
  .handler(({ data, context }) => app().sources.connections.remove(context.tenant, data.id));

// The server functions of the log screen.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { aggregateLogs as aggregate } from './aggregate.server.ts';
import { logsAround as around } from './context.server.ts';
import { facetLogs as facet } from './facets.server.ts';
import { completeLogValues as complete, listLogFields as list } from './fields.server.ts';
import {
  logAggregateRequest,
  logContextRequest,
  logFacetsRequest,
  logFieldsRequest,
  logSearchRequest,
  logValuesRequest,
} from './schema.ts';
import { searchLogs as search } from './search.server.ts';

/**
 * One page of rows: a plain response whose JSON is a `LogSearchResponse`. A browser reads hundreds of rows from JSON in a
 * few milliseconds, from the form of other answers in several frames. Fails with `bad_request` and a position when the
 * query has a mistake.
 */
export const searchLogs = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logSearchRequest)
  .handler(async ({ data, context }) =>
    Response.json(await search(app().logs, context.tenant, data, context.signal)),
  );

/** Counts or other aggregates over time, by groups. */
export const aggregateLogs = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logAggregateRequest)
  .handler(({ data, context }) => aggregate(app().logs, context.tenant, data, context.signal));

/** The values of fields, with counts. */
export const facetLogs = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logFacetsRequest)
  .handler(({ data, context }) => facet(app().logs, context.tenant, data, context.signal));

/** Which fields there are. */
export const listLogFields = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logFieldsRequest)
  .handler(({ data, context }) => list(app().logs, context.tenant, data, context.signal));

/** Completion of one field's values. */
export const completeLogValues = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logValuesRequest)
  .handler(({ data, context }) => complete(app().logs, context.tenant, data, context.signal));

/** A row by its id, and the rows around it. */
export const logsAround = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(logContextRequest)
  .handler(({ data, context }) => around(app().logs, context.tenant, data, context.signal));

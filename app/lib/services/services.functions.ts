// The server functions of the service screens and the map.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { listErrorGroups as errors } from './errors.server.ts';
import { listServices as list } from './list.server.ts';
import { readServiceMap as map } from './map.server.ts';
import { errorGroupsRequest, serviceListRequest, serviceMapRequest, serviceRequest } from './schema.ts';
import { readService as one } from './service.server.ts';

/** Every service with its requests. */
export const listServices = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(serviceListRequest)
  .handler(({ data, context }) => list(app().logs, context.tenant, data, context.signal));

/** One service: operations, deploys, instances. Fails with `not_found` when it sent nothing in the range. */
export const readService = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(serviceRequest)
  .handler(({ data, context }) => one(app().logs, context.tenant, data, context.signal));

/** Errors by fingerprint. */
export const listErrorGroups = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(errorGroupsRequest)
  .handler(({ data, context }) => errors(app().logs, context.tenant, data, context.signal));

/** Who calls whom. */
export const readServiceMap = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(serviceMapRequest)
  .handler(({ data, context }) => map(app().logs, context.tenant, data, context.signal));

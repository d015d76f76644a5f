// The server functions of the settings page for keys.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { keyChange, keyId, keyInput, keyRotation } from './schema.ts';

/** The keys of the team, and those that have ended. */
export const listKeys = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .handler(({ context }) => app().apiKeys.list(context.tenant));

/** Answers the key itself: the only time that it is seen. */
export const createKey = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(keyInput)
  .handler(({ data, context }) => app().apiKeys.create(context.tenant, data));

export const renameKey = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(keyChange)
  .handler(({ data, context }) => app().apiKeys.rename(context.tenant, data.id, data.name));

/** Answers the new key: the only time that it is seen. */
export const rotateKey = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(keyRotation)
  .handler(({ data, context }) => app().apiKeys.rotate(context.tenant, data));

export const revokeKey = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(keyId)
  .handler(({ data, context }) => app().apiKeys.revoke(context.tenant, data.id));

// The server functions of the page "Data and retention".
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { retentionChange, retentionPatch } from './schema.ts';
import { readRetentionState } from './state.server.ts';

/** What is stored, for how long, and what goes next. */
export const getRetention = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => readRetentionState(app().storage, context.tenant));

/** What a change would drop at once. */
export const getRetentionLoss = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('admin')])
  .validator(retentionChange)
  .handler(({ data, context }) => app().storage.retention.lossOf(context.tenant, data));

/** Changes how long signals are kept. Fails with `conflict` when that drops something and is not confirmed by the team's name. */
export const changeRetention = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('admin')])
  .validator(retentionPatch)
  .handler(({ data: { confirm, ...change }, context }) =>
    app().storage.retention.change(context.tenant, change, confirm),
  );

// The server functions of the SQL screen, and those by which any screen follows and cancels what it asked for.
import { createServerFn } from '@tanstack/react-start';
import { z } from 'zod';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { readBackground } from './background.server.ts';
import { cancelNoted } from './cancel.server.ts';
import { sqlCatalogueOf } from './catalogue.server.ts';
import { runSqlNoted } from './run-sql-noted.server.ts';
import { type OperationProgress, sqlRequest } from './schema.ts';

const operation = z.object({ operationId: z.uuid() });

/** Runs one SELECT. Fails with `bad_request` and a position where the SQL has a mistake. */
export const runSql = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(sqlRequest)
  .handler(async ({ data, context }) => {
    const answer = await runSqlNoted(app(), context.tenant, data, context.signal);
    // Rows are JSON of any shape, which the type of a server function's answer cannot say.
    return { ...answer, rows: JSON.stringify(answer.rows), totals: JSON.stringify(answer.totals ?? null) };
  });

/** Tables, columns and functions for completion. */
export const getSqlCatalogue = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .validator(z.object({ source: z.string().max(100).optional() }))
  .handler(({ data, context }) => sqlCatalogueOf(app(), context.tenant, data.source));

/** How far an operation is; null when none runs by that id: not yet, or no more. */
export const getQueryProgress = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .validator(operation)
  .handler(({ data, context }): Promise<OperationProgress | null> => {
    return app().running.progress(context.tenant, data.operationId).catch(nullWhenGone);
  });

/** Cancels an operation, in the engine too. It may have ended by itself meanwhile: that is no error. */
export const cancelQuery = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(operation)
  .handler(({ data, context }): { cancelled: boolean } => {
    try {
      cancelNoted(app(), context.tenant, data.operationId, { isOwnNoted: false });
      return { cancelled: true };
    } catch (error) {
      nullWhenGone(error);
      return { cancelled: false };
    }
  });

/** What runs for the team just now, and what the engine does by itself in the team's database. */
export const getRunning = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(async ({ context }) => {
    const { running, storage } = app();
    const [queries, background] = await Promise.all([
      running.overview(context.tenant),
      readBackground(storage, context.tenant).catch(() => undefined),
    ]);
    return { queries, background, nowMs: Date.now() };
  });

/** Cancels what somebody asked for, as the list of what runs shows it, and notes that. */
export const cancelRunning = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(operation)
  .handler(({ data, context }) => cancelNoted(app(), context.tenant, data.operationId));

function nullWhenGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null;
  throw error;
}

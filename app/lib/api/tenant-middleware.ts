// Puts the tenant into the context of a server function, and turns what it throws into an error the page can read.
import { isNotFound, isRedirect } from '@tanstack/react-router';
import { createMiddleware } from '@tanstack/react-start';
import { getRequest, setResponseStatus } from '@tanstack/react-start/server';
import { z } from 'zod';
import type { Scope } from '../auth/scopes.ts';
import { type AppError, toAppError } from '../core/errors.ts';
import { mistakes } from './input.ts';
import { apiRuntime } from './runtime.server.ts';

const ISSUES = z.array(
  z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
);

/**
 * For functions that act in a team: `createServerFn().middleware([tenantMiddleware('read')])`. The handler finds
 * `context.tenant` (from the session, or a key in the headers) and `context.signal`. Fails with the AppErrors of
 * `Tenants.fromRequest`; everything else that is thrown arrives in the page as an AppError too.
 */
export function tenantMiddleware(scope: Scope) {
  return createMiddleware({ type: 'function' }).server(async ({ next }) => {
    try {
      const request = getRequest();
      const tenant = await apiRuntime().tenants.fromRequest(request, scope);
      return await next({ context: { tenant, signal: request.signal } });
    } catch (thrown) {
      throw forPage(thrown);
    }
  });
}

/** For the few functions that anybody may call, such as the set-up. */
export const publicMiddleware = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  try {
    return await next({ context: { request: getRequest() } });
  } catch (thrown) {
    throw forPage(thrown);
  }
});

/** The router's own signals pass; anything else becomes an AppError with its status, logged when it is our fault. */
function forPage(thrown: unknown): unknown {
  if (isRedirect(thrown) || isNotFound(thrown) || thrown instanceof Response) return thrown;
  const error = invalidInput(thrown) ?? toAppError(thrown);
  if (error.code === 'internal')
    apiRuntime().log.error({ err: error.cause ?? error }, 'server function failed');
  setResponseStatus(error.status);
  return error;
}

/** Start throws what a validator found as an Error whose message is the list of issues as JSON. */
function invalidInput(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !thrown.message.startsWith('[')) return undefined;
  try {
    const { success, data } = ISSUES.safeParse(JSON.parse(thrown.message));
    return success ? mistakes(data) : undefined;
  } catch {
    // Some other error whose message begins with a bracket.
    return undefined;
  }
}

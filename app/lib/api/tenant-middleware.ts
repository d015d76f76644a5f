// What stands before a server function: the tenant in its context, and its errors in a form that the page can read.
import { createMiddleware } from '@tanstack/react-start';
import { getRequest } from '@tanstack/react-start/server';
import type { Scope } from '../auth/scopes.ts';
import { RECHECK_MS, recheck, runWhileAllowed } from './access-operation.ts';
import { forPage } from './page-error.server.ts';
import { refuseRestricted } from './restricted-keys.ts';
import { apiRuntime } from './runtime.server.ts';

/**
 * For functions that act in a team: `createServerFn().middleware([tenantMiddleware('read')])`. The handler finds
 * `context.tenant` (from the session, or a key in the headers that is not kept to some sources) and `context.signal`, which is aborted
 * when the client goes away, and when it may no longer ask: the function fails at once then. Fails with the AppErrors of
 * `Tenants.fromRequest`; everything else that is thrown arrives in the page as an AppError too.
 */
export function tenantMiddleware(scope: Scope) {
  return createMiddleware({ type: 'function' }).server(async ({ next }) => {
    try {
      const request = getRequest();
      const identify = () => apiRuntime().tenants.fromRequest(request, scope);
      const tenant = await identify();
      refuseRestricted(tenant, new URL(request.url).pathname);
      return await whileIdentified(identify, request, (signal) => next({ context: { tenant, signal } }));
    } catch (thrown) {
      throw forPage(thrown);
    }
  });
}

/**
 * For functions that belong to a person and to no team, e.g. their own password: the handler finds `context.person` and
 * `context.signal`. Fails with the AppErrors of `Tenants.personOf`; keys are no persons.
 */
export const personMiddleware = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  try {
    const request = getRequest();
    const identify = () => apiRuntime().tenants.personOf(request);
    const person = await identify();
    return await whileIdentified(identify, request, (signal) => next({ context: { person, signal } }));
  } catch (thrown) {
    throw forPage(thrown);
  }
});

/** As `personMiddleware`, for what only administrators of the installation may do. */
export const instanceMiddleware = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  try {
    const request = getRequest();
    const identify = () => apiRuntime().tenants.instanceAdminOf(request);
    const person = await identify();
    return await whileIdentified(identify, request, (signal) => next({ context: { person, signal } }));
  } catch (thrown) {
    throw forPage(thrown);
  }
});

/** For the few functions that anybody may call, such as the set-up. */
export const publicMiddleware = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  try {
    return await next({ context: { request: getRequest() } });
  } catch (thrown) {
    throw forPage(thrown);
  }
});

function whileIdentified<Result>(
  identify: () => Promise<unknown>,
  { signal }: Request,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return runWhileAllowed({ check: recheck(identify), everyMs: RECHECK_MS, signal }, run, () => undefined);
}

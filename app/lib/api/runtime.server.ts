// What the HTTP API and the server functions need of the running program, set once by `boot`.
import type { Logger } from 'pino';
import type { Tenants } from '../auth/tenant.server.ts';
import { AppError } from '../core/errors.ts';

/** The parts that stand before every handler: who is asking, and the log. */
export interface ApiRuntime {
  readonly tenants: Tenants;
  readonly log: Logger;
}

// On globalThis, because hot reload and the production bundle may hold this module more than once.
const KEY = Symbol.for('maple.api-runtime');
const holder: typeof globalThis & { [KEY]?: ApiRuntime | undefined } = globalThis;

/** Makes the API answer; undefined makes it say that Maple is not running. */
export function setApiRuntime(runtime: ApiRuntime | undefined): void {
  holder[KEY] = runtime;
}

/** The running program's parts. Throws an AppError `unavailable` while it starts. */
export function apiRuntime(): ApiRuntime {
  const runtime = holder[KEY];
  if (runtime === undefined) throw new AppError('unavailable', 'Maple is starting.', { retryAfter: 1 });
  return runtime;
}

// What a key that is kept to some sources may ask: operations that look at the source themselves. All others are refused, so
// that a new one about the whole team is no way around. Pure.
import type { Tenant } from '../auth/tenant.server.ts';
import { AppError } from '../core/errors.ts';

/** Paths of operations that open every source through the tenant, or leave out what is about others. */
const BY_SOURCE =
  /^\/api\/v1\/(logs\/|traces\/|services\/|sources(\/\$id)?$|connections(\/\$id)?$|saved-searches|facet-pins$|query$|queries\/\$id$)/;

/** Throws `forbidden` for a key that is kept to some sources when the operation, by its declared path, is not about those. */
export function refuseRestricted({ allowedSources }: Pick<Tenant, 'allowedSources'>, path: string): void {
  if (allowedSources === undefined || BY_SOURCE.test(path)) return;
  throw new AppError('forbidden', 'This key may read some sources only, and this is about the whole team.');
}

// The server functions for saved searches and pinned facets.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import {
  facetPinsInput,
  facetPinsRequest,
  savedSearchChanges,
  savedSearchId,
  savedSearchInput,
} from './schema.ts';

/** Those of the team and one's own, by name. */
export const listSavedSearches = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .handler(({ context }) => app().saved.list(context.tenant));

/** Keeps a search. Fails with `forbidden` for one of the team without `write`. */
export const createSavedSearch = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(savedSearchInput)
  .handler(({ data, context }) => app().saved.create(context.tenant, data));

/** Changes what is given of a saved search. */
export const updateSavedSearch = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(savedSearchChanges)
  .handler(({ data: { id, ...changes }, context }) => app().saved.update(context.tenant, id, changes));

export const deleteSavedSearch = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(savedSearchId)
  .handler(({ data, context }) => app().saved.remove(context.tenant, data.id));

/** The pinned facets of a source, the team's and one's own. */
export const getFacetPins = createServerFn({ method: 'GET' })
  .middleware([tenantMiddleware('read')])
  .validator(facetPinsRequest)
  .handler(({ data, context }) => app().facetPins.get(context.tenant, data.source));

/** Replaces one list of pinned facets; answers both. The team's needs `write`. */
export const setFacetPins = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(facetPinsInput)
  .handler(({ data, context }) => app().facetPins.set(context.tenant, data));

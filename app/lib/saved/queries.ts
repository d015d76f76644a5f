// What the screens ask about saved searches and pinned facets.
import { queryOptions } from '@tanstack/react-query';
import { getFacetPins, listSavedSearches } from './saved.functions.ts';

/** Those of the team and one's own. After a change: `invalidateQueries(savedSearchesOptions())`. */
export const savedSearchesOptions = () =>
  queryOptions({
    queryKey: ['saved-searches'],
    queryFn: ({ signal }) => listSavedSearches({ signal }),
    staleTime: 30_000,
  });

/** The pinned facets of a source: `{user, team}`. `setFacetPins` answers the new state, for `setQueryData`. */
export const facetPinsOptions = (source: string) =>
  queryOptions({
    queryKey: ['facet-pins', source],
    queryFn: ({ signal }) => getFacetPins({ data: { source }, signal }),
    staleTime: 30_000,
  });
